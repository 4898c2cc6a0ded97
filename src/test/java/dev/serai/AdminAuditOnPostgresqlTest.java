package dev.serai;

import dev.serai.store.TestingPostgres;
import java.util.Map;

/** {@link AdminAuditRoad} over a server. */
class AdminAuditOnPostgresqlTest extends AdminAuditRoad {
    @Override
    Map<String, String> store() {
        return Map.of(
                "DATABASE_URL", TestingPostgres.database(), "KEY_PEPPER", "pepper-canary-0123456789-abcdefghijkl");
    }
}
