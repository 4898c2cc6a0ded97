package dev.serai.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.impl.HttpUtils;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A path that is let through means the same to every server that may read it. */
class NativePathTest {
    private static final String[] PIECES = {
        "/", "/", "/", ".", "..", "a", "v1", "model", "openai", "%2e", "%2E", "%2f", "%2F", "%5c", "%25", "%3A", "%3a",
        ":", ";", "\\", "%00", "%0d", "%", "%zz", "~", "%7E", "@", "=", "é", "%C3%A9", "?", "#", " ", "[", "%5B", "+"
    };

    @ParameterizedTest
    @CsvSource({
        "/providers/openai/v1/models, openai, /v1/models",
        "/providers/openai, openai, ''",
        "/providers/openai/, openai, /",
        "/providers//x, '', /x",
        "/model/m/invoke, bedrock, /model/m/invoke",
        "/bedrock/model/m/invoke, bedrock, /model/m/invoke",
        "/v1/bedrock/foundation-models, bedrock, /foundation-models"
    })
    void whatAPathNames(String raw, String provider, String path) {
        assertThat(NativePath.of(raw)).isEqualTo(new NativePath(provider, path));
    }

    /** 200,000 paths, the same ones each time: none that passes has another spelling for any of three readers. */
    @Test
    void noPathThatPassesIsNormalisedToAnother() {
        Random random = new Random(20260115);
        int passed = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder path = new StringBuilder("/providers/");
            for (int n = random.nextInt(8); n >= 0; n--) {
                path.append(PIECES[random.nextInt(PIECES.length)]);
            }
            if (NativePath.faultOf(path.toString()) == null) {
                passed++;
                assertMeansOneThing(path.toString());
            }
        }
        assertThat(passed).isGreaterThan(1_000);
    }

    private static void assertMeansOneThing(String path) {
        assertThat(HttpUtils.normalizePath(path)).as(path).isEqualTo(path);
        assertThat(URI.create(path).normalize().toString()).as(path).isEqualTo(path);
        for (String segment : path.split("/")) {
            String decoded = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
            assertThat(NativePath.decoded(segment)).as(path).isEqualTo(decoded);
            assertThat(decoded).as(path).isNotIn(".", "..").doesNotContain("%", "\\", ";", "?", "#");
            assertThat(URLDecoder.decode(decoded.replace("+", "%2B"), StandardCharsets.UTF_8))
                    .as("decoded twice")
                    .isEqualTo(decoded);
        }
    }
}
