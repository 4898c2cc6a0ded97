package dev.serai;

import dev.serai.store.TestingPostgres;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** {@link AdminUsersRoad} over a server. */
class AdminUsersOnPostgresqlTest extends AdminUsersRoad {
    @TempDir
    static Path folder;

    @Override
    Map<String, String> store() {
        return Map.of(
                "DATABASE_URL", TestingPostgres.database(),
                "KEY_PEPPER", "pepper-canary-0123456789-abcdefghijkl",
                "AUDIT_JOURNAL", folder.resolve("audit").toString());
    }
}
