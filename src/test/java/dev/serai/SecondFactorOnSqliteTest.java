package dev.serai;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** {@link SecondFactorRoad} over a file. */
class SecondFactorOnSqliteTest extends SecondFactorRoad {
    @TempDir
    static Path folder;

    @Override
    Map<String, String> store() {
        return Map.of("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
    }

    @Override
    String kept() throws IOException {
        return WholeDatabase.filesIn(folder);
    }
}
