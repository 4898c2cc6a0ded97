package dev.serai;

import dev.serai.store.TestingPostgres;
import java.util.Map;

/** {@link AdminOpenApiRoad} over a server. */
class AdminOpenApiOnPostgresqlTest extends AdminOpenApiRoad {
    @Override
    Map<String, String> store() {
        return Map.of(
                "DATABASE_URL", TestingPostgres.database(), "KEY_PEPPER", "pepper-canary-0123456789-abcdefghijkl");
    }
}
