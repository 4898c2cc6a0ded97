package dev.serai.dialects.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatRequestReader;
import dev.serai.dialects.ProviderRequest;
import dev.serai.dialects.TestTargets;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the golden bodies don't show: path, headers, and what the answer's translation is told. */
class AnthropicRequestTest {
    private static final String TOOL = "{\"type\":\"function\",\"function\":{\"name\":\"get_weather\"}}";
    private static final String SCHEMA = "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":"
            + "{\"name\":\"user\",\"schema\":{\"type\":\"object\",\"properties\":{}}}}";

    @Test
    void itGoesToMessagesWithAVersion() {
        ProviderRequest request = translate("claude-sonnet-4-5", Map.of(), "\"n\":1");

        assertThat(request.path()).isEqualTo("/v1/messages");
        assertThat(request.headers()).isEqualTo(Map.of("anthropic-version", "2023-06-01"));
        assertThat(new String(request.body(), UTF_8)).startsWith("{\"model\":\"claude-sonnet-4-5-20250929\",");
    }

    @Test
    void theMappingMayNameAnotherVersion() {
        ProviderRequest request = translate("claude-sonnet-4-5", Map.of("api_version", "2026-10-21"), "\"n\":1");

        assertThat(request.headers()).containsEntry("anthropic-version", "2026-10-21");
    }

    @Test
    @DisplayName("wire.md 16, case 43: JSON asked for in words comes in words")
    void jsonByInstruction() {
        AnswerContext context = context("claude-3-haiku", "\"response_format\":{\"type\":\"json_object\"}");

        assertThat(context.jsonFence()).isTrue();
        assertThat(context.jsonTool()).isNull();
    }

    @Test
    @DisplayName("wire.md 16, case 44: only the reserved tool is the answer")
    void jsonByTool() {
        AnswerContext context = context("claude-3-haiku", SCHEMA + ",\"tools\":[" + TOOL + "]");

        assertThat(context.jsonTool()).matches("gw_json_[0-9a-f]{8}").isNotEqualTo("get_weather");
        assertThat(context.jsonFence()).isFalse();
        assertThat(context.toolsForbidden()).isFalse();
    }

    @Test
    void aClientsToolOfTheReservedNameGetsAnotherOneReserved() {
        String reserved = context("claude-3-haiku", SCHEMA).jsonTool();
        String tool = TOOL.replace("get_weather", String.valueOf(reserved));

        assertThat(context("claude-3-haiku", SCHEMA + ",\"tools\":[" + tool + "]")
                        .jsonTool())
                .matches("gw_json_[0-9a-f]{8}")
                .isNotEqualTo(reserved);
    }

    @Test
    void callsAreForbiddenWhereTheClientSaysSo() {
        assertThat(context("claude-3-haiku", "\"tools\":[" + TOOL + "],\"tool_choice\":\"none\"")
                        .toolsForbidden())
                .isTrue();
        assertThat(context("claude-3-haiku", "\"tools\":[" + TOOL + "]").toolsForbidden())
                .isFalse();
        assertThat(context("claude-3-haiku", SCHEMA).toolsForbidden()).isFalse();
    }

    @Test
    void customToolsAndFunctionsAreRemembered() {
        String custom = "{\"type\":\"custom\",\"custom\":{\"name\":\"run_sql\"}}";

        assertThat(context("claude-3-haiku", "\"tools\":[" + custom + "]")
                        .toolNames()
                        .isCustom("run_sql"))
                .isTrue();
        assertThat(context("claude-3-haiku", "\"functions\":[{\"name\":\"f\"}]").legacyFunctions())
                .isTrue();
    }

    private static AnswerContext context(String model, String fields) {
        return translate(model, Map.of(), fields).context();
    }

    private static ProviderRequest translate(String model, Map<String, Object> settings, String fields) {
        String body = "{\"model\":\"alias\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]," + fields + "}";
        return AnthropicRequest.translate(
                new ChatRequestReader().read(body.getBytes(UTF_8)), TestTargets.target("anthropic", model, settings));
    }
}
