package dev.serai.dialects.converse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.dialects.ChatRequestReader;
import dev.serai.dialects.ProviderRequest;
import dev.serai.dialects.TestTargets;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the golden bodies don't show: the path, and what the answer's translation is told. */
class ConverseRequestTest {

    @Test
    @DisplayName("wire.md 16, case 26: an ARN is one segment of the path")
    void anArnIsOneSegment() {
        assertThat(ConverseRequest.path(
                        "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0", false))
                .isEqualTo("/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile"
                        + "%2Fus.amazon.nova-lite-v1%3A0/converse");
    }

    @Test
    void aStreamHasAPathOfItsOwnAndNoField() {
        ProviderRequest request = translate("\"stream\":true,\"stream_options\":{\"include_usage\":true}");

        assertThat(request.path()).isEqualTo("/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse-stream");
        assertThat(request.headers()).isEmpty();
        assertThat(new String(request.body(), UTF_8)).doesNotContain("stream");
        assertThat(request.context().stream()).isTrue();
        assertThat(request.context().includeUsage()).isTrue();
        assertThat(request.context().model()).isEqualTo("alias");
    }

    @Test
    void theBodyIsCompact() {
        assertThat(new String(translate("\"temperature\":0.50").body(), UTF_8))
                .isEqualTo("{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]}],"
                        + "\"inferenceConfig\":{\"maxTokens\":64000,\"temperature\":0.50}}");
    }

    @Test
    void halfACharacterDoesNotBreakTheBody() {
        ProviderRequest request = translate("\"stop\":[\"a\\ud83d\"]");

        assertThat(new String(request.body(), UTF_8)).contains("\"stopSequences\":[\"a?\"]");
    }

    private static ProviderRequest translate(String fields) {
        String body = "{\"model\":\"alias\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]," + fields + "}";
        return ConverseRequest.translate(
                new ChatRequestReader().read(body.getBytes(UTF_8)),
                TestTargets.target("converse", "claude-sonnet-4-5", Map.of()));
    }
}
