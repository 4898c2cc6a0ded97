package dev.serai.fakes;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FakeAnthropicTest {
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    private final FakeAnthropic anthropic = FakeAnthropic.start();

    @AfterEach
    void close() {
        anthropic.close();
    }

    @Test
    void streamsInTheOrderOfTheRealEvents() throws Exception {
        HttpResponse<String> answer =
                post("{\"model\":\"claude-sonnet-4-5\",\"max_tokens\":9,\"stream\":true," + HI + "}");
        assertThat(answer.body().lines().filter(line -> line.startsWith("event: ")))
                .containsExactly(
                        "event: message_start",
                        "event: ping",
                        "event: content_block_start",
                        "event: content_block_delta",
                        "event: content_block_delta",
                        "event: content_block_stop",
                        "event: message_delta",
                        "event: message_stop");
    }

    @Test
    void readsToolResultsThatAnswerEveryCall() throws Exception {
        HttpResponse<String> answer = post(
                "{\"model\":\"claude-sonnet-4-5\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"weather\"},"
                        + "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"w\",\"input\":{}}]},"
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"a\",\"content\":\"sun\"}]}]}");
        assertThat(answer.body()).contains("The tools said: sun");
        anthropic.assertNothingRefused();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "messages":[{"role":"user","content":"a"}] | max_tokens: Field required
                    "max_tokens":9,"messages":[{"role":"assistant","content":"a"}] | roles must alternate
                    "max_tokens":9,"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"}] | roles must alternate
                    "max_tokens":9,"messages":[{"role":"user","content":" "}] | must be non-empty
                    "max_tokens":9,"messages":[{"role":"user","content":"a"}],"seed":1 | Unknown parameter: 'seed'
                    "max_tokens":9,"messages":[{"role":"user","content":"a"}],"temperature":1.5 | temperature
                    "max_tokens":9,"messages":[{"role":"user","content":"a"}],"temperature":1,"top_p":1 | cannot both
                    "max_tokens":9,"messages":[{"role":"user","content":"a"}],"thinking":{"type":"enabled","budget_tokens":9} | budget_tokens
                    "max_tokens":9,"messages":[{"role":"user","content":"a"}],"tool_choice":{"type":"any"} | while providing tools
                    "max_tokens":9,"messages":[{"role":"user","content":"a"}],"tools":[{"name":"a","input_schema":{}}] | input_schema.type
                    "max_tokens":9,"messages":[{"role":"user","content":"a"}],"tools":[{"name":"a","input_schema":{"type":"object"}},{"name":"a","input_schema":{"type":"object"}}] | must be unique
                    "max_tokens":9,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"thinking","thinking":"b","signature":"c2ln"}]},{"role":"user","content":"c"}] | Invalid `signature`
                    "max_tokens":9000,"thinking":{"type":"enabled","budget_tokens":1024},"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"b","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a"}]}] | must start with a thinking block
                    "max_tokens":9,"messages":[{"role":"user","content":"a"}],"cache_control":{} | cache_control.type
                    "max_tokens":9,"messages":[{"role":"user","content":"a"}],"cache_control":{"type":"x"} | cache_control.type
                    "max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":""}}]}] | messages[0].content[0].cache_control.ttl
                    "max_tokens":9,"messages":[{"role":"user","content":"a"}],"system":[{"type":"text","text":"a","cache_control":{"type":"ephemeral","a":1}}] | system[0].cache_control.a
                    "max_tokens":9,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"a"}]}] | tool_use
                    "max_tokens":9,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"b","input":{}}]}] | without `tool_result`
                    "max_tokens":9,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"R0lGODlh"}}]}] | the image is gif
                    """)
    void refusesWhatAnthropicRefuses(String fields, String reason) throws Exception {
        HttpResponse<String> answer = post("{\"model\":\"claude-sonnet-4-5\"," + fields + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("\"type\":\"invalid_request_error\"").contains(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "claude-3-haiku-20240307, 30",
        "claude-sonnet-4-20250514, 40",
        "us.anthropic.claude-opus-4-1-20250805-v1:0, 41",
        "claude-haiku-4-5, 45",
        "claude-opus-5, 50",
        "claude-fable-5-1, 51"
    })
    void readsTheVersionOutOfAModelId(String id, int version) {
        assertThat(ClaudeModel.of(id).version()).isEqualTo(version);
    }

    @Test
    void wantsItsKeyAndAVersion() throws Exception {
        URI uri = URI.create(anthropic.baseUrl() + "/v1/messages");
        String body = "{\"model\":\"claude-sonnet-4-5\",\"max_tokens\":9," + HI + "}";
        assertThat(Client.post(uri, Map.of("x-api-key", "other"), body).statusCode())
                .isEqualTo(401);
        assertThat(Client.post(uri, Map.of("x-api-key", anthropic.key()), body).body())
                .contains("anthropic-version");
    }

    private HttpResponse<String> post(String body) throws Exception {
        return Client.post(
                URI.create(anthropic.baseUrl() + "/v1/messages"),
                Map.of("x-api-key", anthropic.key(), "anthropic-version", "2023-06-01"),
                body);
    }
}
