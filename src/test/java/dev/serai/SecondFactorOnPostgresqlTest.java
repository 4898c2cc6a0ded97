package dev.serai;

import dev.serai.store.TestingPostgres;
import java.util.Map;

/** {@link SecondFactorRoad} over a server. */
class SecondFactorOnPostgresqlTest extends SecondFactorRoad {
    private final String url = TestingPostgres.database();

    @Override
    Map<String, String> store() {
        return Map.of("DATABASE_URL", url, "KEY_PEPPER", "pepper-canary-0123456789-abcdefghijkl");
    }

    @Override
    String kept() {
        return WholeDatabase.of(url);
    }
}
