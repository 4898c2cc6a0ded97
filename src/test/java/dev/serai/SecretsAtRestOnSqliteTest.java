package dev.serai;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

/** {@link SecretsAtRestRoad} over a file, beside which the pepper is kept. */
class SecretsAtRestOnSqliteTest extends SecretsAtRestRoad {
    @Override
    Map<String, String> store() {
        return Map.of("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
    }

    @Override
    Map<String, String> secretsOfTheStore() throws IOException {
        return Map.of(
                "the pepper", Files.readString(folder.resolve("serai.pepper")).strip());
    }
}
