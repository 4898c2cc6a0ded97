package dev.serai.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of a folder, as they come, change and go. */
class StaticKeysTest {
    private static final String FIRST = "first-key-0123456789-abcdef";
    private static final String NEXT = "next-key-0123456789-abcdef";

    @TempDir
    Path folder;

    @Test
    @DisplayName("F33 a key file that is caught half written leaves the key that it had, until it is whole or gone")
    void aKeyGoesOnUntilTheNextIsWhole() throws IOException {
        Path file = folder.resolve("ci");
        Files.writeString(file, FIRST);
        StaticKeys keys = StaticKeys.of(Settings.only(Map.of("API_KEYS_DIR", folder.toString())));
        for (String half : new String[] {"", "next", "two\nlines of what is no key at all"}) {
            Files.writeString(file, half);
            keys.readAgain();
            assertThat(keys.find(FIRST)).as(half).isNotNull();
        }
        Files.writeString(file, NEXT);
        keys.readAgain();
        assertThat(keys.find(NEXT)).isNotNull();
        assertThat(keys.find(FIRST)).isNull();
        Files.delete(file);
        keys.readAgain();
        assertThat(keys.find(NEXT))
                .as("whoever wants to shut it out deletes the file")
                .isNull();
    }
}
