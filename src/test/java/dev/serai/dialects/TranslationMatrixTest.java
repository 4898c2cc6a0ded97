package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page docs/reference/translation-matrix.md is made of the golden folders: {@code -Dgolden=update} makes it anew. */
class TranslationMatrixTest {
    private static final Path PAGE = Path.of("docs/reference/translation-matrix.md");
    private static final String BEGIN = "<!-- made by TranslationMatrixTest from here on -->\n\n";

    @Test
    void thePageIsWhatTheGoldenFoldersProve() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(page).contains(BEGIN);
        String fresh = page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + TranslationMatrix.markdown();
        if ("update".equals(System.getProperty("golden"))) {
            Files.writeString(PAGE, fresh);
            return;
        }
        assertThat(page).as("make it anew with -Dgolden=update").isEqualTo(fresh);
    }
}
