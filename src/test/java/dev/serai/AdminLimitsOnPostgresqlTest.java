package dev.serai;

import dev.serai.store.TestingPostgres;
import java.util.Map;

/** {@link AdminLimitsRoad} over a server. */
class AdminLimitsOnPostgresqlTest extends AdminLimitsRoad {
    @Override
    Map<String, String> store() {
        return Map.of(
                "DATABASE_URL", TestingPostgres.database(), "KEY_PEPPER", "pepper-canary-0123456789-abcdefghijkl");
    }
}
