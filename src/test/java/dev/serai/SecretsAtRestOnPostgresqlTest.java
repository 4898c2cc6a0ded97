package dev.serai;

import dev.serai.store.TestingPostgres;
import java.util.Map;

/** {@link SecretsAtRestRoad} over a server. */
class SecretsAtRestOnPostgresqlTest extends SecretsAtRestRoad {
    private static final String PEPPER = "pepper-canary-0f9a3c51b7de46a28c15";
    private static final String PASSWORD = "database-canary-e2b60d8f41c94a7f";

    @Override
    Map<String, String> store() {
        return Map.of(
                "DATABASE_URL",
                TestingPostgres.database() + "&password=" + PASSWORD,
                "KEY_PEPPER",
                PEPPER,
                "LEDGER_JOURNAL",
                folder.resolve("journal").toString(),
                "AUDIT_JOURNAL",
                folder.resolve("audit").toString());
    }

    @Override
    Map<String, String> secretsOfTheStore() {
        return Map.of("the pepper", PEPPER, "the database's password", PASSWORD);
    }
}
