package dev.serai;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** {@link AdminUsersRoad} over a file. */
class AdminUsersOnSqliteTest extends AdminUsersRoad {
    @TempDir
    static Path folder;

    @Override
    Map<String, String> store() {
        return Map.of("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
    }
}
