package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.dialects.LegalMessages;
import dev.serai.fakes.Reply;
import dev.serai.streams.StreamEvent;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** POST /v1/messages through the shipped routes, against strict fakes of every dialect. */
class MessagesRoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAPPING = """
            model_mappings:
              gpt: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              reasoner: {default_provider: openai, providers: {openai: {model: gpt-5}}}
              azure-gpt: {default_provider: azure, providers: {azure: {deployment: gpt-4o}}}
              claude: {default_provider: anthropic, providers: {anthropic: {model: claude-sonnet-4-5-20250929}}}
              bedrock-claude: {default_provider: bedrock, providers: {bedrock: {model: "us.anthropic.claude-sonnet-4-5-20250929-v1:0"}}}
              nova: {default_provider: bedrock, providers: {bedrock: {model: "us.amazon.nova-pro-v1:0"}}}
              gemini: {default_provider: vertex, providers: {vertex: {model: gemini-2.5-pro}}}
              llama: {default_provider: oracle, providers: {oracle: {model: meta.llama-3.3-70b-instruct}}}
              command: {default_provider: oracle, providers: {oracle: {model: cohere.command-a-03-2025}}}
              granite: {default_provider: ibm, providers: {ibm: {model: ibm/granite-3-8b-instruct}}}
              instruct: {default_provider: openai, providers: {openai: {model: gpt-3.5-turbo-instruct}}}
            providers:
              openai: {breaker: {failure_rate: 100, window: 1000, minimum_calls: 1000}}
              anthropic: {breaker: {failure_rate: 100, window: 1000, minimum_calls: 1000}}
              bedrock: {breaker: {failure_rate: 100, window: 1000, minimum_calls: 1000}}
              vertex: {breaker: {failure_rate: 100, window: 1000, minimum_calls: 1000}}
            """;

    private static ProviderFakes fakes;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        fakes = new ProviderFakes();
        gateway = RunningGateway.start(MAPPING, fakes.environment());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        fakes.close();
    }

    @BeforeEach
    void forget() {
        fakes.reset();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt",
                "azure-gpt",
                "claude",
                "bedrock-claude",
                "nova",
                "gemini",
                "llama",
                "command",
                "granite",
                "sandbox-echo"
            })
    void answers(String model) throws IOException {
        HttpResponse<String> answer = post(saying(model, "Say this"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode message = JSON.readTree(answer.body());
        assertThat(message.path("id").asText()).startsWith("msg_");
        assertThat(message.path("type").asText()).isEqualTo("message");
        assertThat(message.path("role").asText()).isEqualTo("assistant");
        assertThat(message.path("model").asText()).isEqualTo(model);
        assertThat(message.at("/content/0/type").asText()).isEqualTo("text");
        assertThat(message.at("/content/0/text").asText()).contains("Say this");
        assertThat(message.path("stop_reason").asText()).isEqualTo("end_turn");
        assertThat(message.at("/usage/input_tokens").asInt()).isPositive();
        assertThat(message.at("/usage/output_tokens").asInt()).isPositive();
        assertThat(answer.headers().firstValue("request-id"))
                .isPresent()
                .isEqualTo(answer.headers().firstValue("X-Request-ID"));
        fakes.assertTreatedWell();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt",
                "azure-gpt",
                "claude",
                "bedrock-claude",
                "nova",
                "gemini",
                "llama",
                "command",
                "granite",
                "sandbox-echo"
            })
    void streams(String model) throws IOException {
        HttpResponse<String> answer = post(streaming(model, "Say this"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream; charset=utf-8");
        assertThat(answer.headers().firstValue("request-id")).isPresent();
        LegalMessages.check(answer.body());
        StringBuilder text = new StringBuilder();
        for (JsonNode event : data(answer.body())) {
            text.append(event.at("/delta/text").asText(""));
        }
        assertThat(text.toString()).contains("Say this");
        JsonNode start = data(answer.body()).get(0);
        assertThat(start.at("/message/model").asText()).isEqualTo(model);
        fakes.assertTreatedWell();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt", "bedrock-claude", "gemini"})
    @DisplayName("18: a stream that dies midway ends with event: error, and without message_stop")
    void row18(String model) throws IOException {
        fakes.all().forEach(fake -> fake.always(fake.stream("one ", "two ").cutAfterContents(1, Reply.Ending.RESET)));
        String stream = post(streaming(model, "Say this")).body();
        List<JsonNode> events = data(stream);
        JsonNode last = events.get(events.size() - 1);
        assertThat(stream)
                .contains("\"text\":\"one \"")
                .contains("\nevent: error\n")
                .doesNotContain("message_stop");
        assertThat(last.path("type").asText()).isEqualTo("error");
        assertThat(last.at("/error/type").asText()).isEqualTo("api_error");
        assertThat(last.path("request_id").asText()).startsWith("req_");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {                                                                                   | 400 | invalid_request_error | isn't valid JSON
            {"messages":[{"role":"user","content":"a"}],"max_tokens":5}                         | 400 | invalid_request_error | 'model'
            {"model":"gpt","messages":[{"role":"user","content":"a"}]}                          | 400 | invalid_request_error | 'max_tokens'
            {"model":"gpt","messages":[{"role":"user","content":"a"}],"max_tokens":-1}          | 400 | invalid_request_error | max_tokens
            {"model":"gpt","messages":[{"role":"user","content":"a"}],"max_tokens":1.5}         | 400 | invalid_request_error | max_tokens
            {"model":"gpt","max_tokens":5}                                                      | 400 | invalid_request_error | messages
            {"model":"gpt","messages":[],"max_tokens":5}                                        | 400 | invalid_request_error | messages
            {"model":"gpt","messages":"a","max_tokens":5}                                       | 400 | invalid_request_error | messages
            {"model":"gpt","messages":[{"role":"tool","content":"a"}],"max_tokens":5}           | 400 | invalid_request_error | messages[0].role
            {"model":"gpt","messages":[{"role":"user"}],"max_tokens":5}                         | 400 | invalid_request_error | messages[0].content
            {"model":"gpt","messages":[{"role":"user","content":""}],"max_tokens":5}            | 400 | invalid_request_error | messages[0].content
            {"model":"gpt","messages":[{"role":"user","content":7}],"max_tokens":5}             | 400 | invalid_request_error | messages[0].content
            {"model":"gpt","messages":[{"role":"user","content":[{"text":"a"}]}],"max_tokens":5} | 400 | invalid_request_error | messages[0].content[0].type
            {"model":"gpt","messages":[{"role":"user","content":[{"type":"text","text":""}]}],"max_tokens":5} | 400 | invalid_request_error | messages[0].content[0].text
            {"model":"gpt","messages":[{"role":"user","content":[{"type":"tool_use","id":"a","name":"b","input":{}}]}],"max_tokens":5} | 400 | invalid_request_error | messages[0].content[0].type
            {"model":"gpt","messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/bmp","data":"x"}}]}],"max_tokens":5} | 400 | invalid_request_error | messages[0].content[0].source.media_type
            {"model":"gpt","messages":[{"role":"user","content":[{"type":"image","source":{"type":"ftp"}}]}],"max_tokens":5} | 400 | invalid_request_error | messages[0].content[0].source.type
            {"model":"gpt","messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t"}]}],"max_tokens":5} | 400 | invalid_request_error | messages[0].content[0].tool_use_id
            {"model":"gpt","messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"b","input":{}}]},{"role":"user","content":"a"}],"max_tokens":5} | 400 | invalid_request_error | messages[0]
            {"model":"gpt","messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"b","input":"{}"}]}],"max_tokens":5} | 400 | invalid_request_error | messages[0].content[0].input
            {"model":"gpt","messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"a"}]}],"max_tokens":5} | 400 | invalid_request_error | messages[0].content[0].signature
            {"model":"gpt","messages":[{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"forever"}}]}],"max_tokens":5} | 400 | invalid_request_error | messages[0].content[0].cache_control.type
            {"model":"gpt","messages":[{"role":"user","content":"a"}],"max_tokens":5,"temperature":1.1} | 400 | invalid_request_error | temperature
            {"model":"gpt","messages":[{"role":"user","content":"a"}],"max_tokens":5,"top_p":-0.1} | 400 | invalid_request_error | top_p
            {"model":"gpt","messages":[{"role":"user","content":"a"}],"max_tokens":5,"top_k":-1} | 400 | invalid_request_error | top_k
            {"model":"gpt","messages":[{"role":"user","content":"a"}],"max_tokens":5,"stop_sequences":"x"} | 400 | invalid_request_error | stop_sequences
            {"model":"gpt","messages":[{"role":"user","content":"a"}],"max_tokens":5,"stop_sequences":[" "]} | 400 | invalid_request_error | stop_sequences[0]
            {"model":"gpt","messages":[{"role":"user","content":"a"}],"max_tokens":5,"stream":"yes"} | 400 | invalid_request_error | stream
            {"model":"gpt","messages":[{"role":"user","content":"a"}],"max_tokens":5,"system":[{"type":"image"}]} | 400 | invalid_request_error | system[0].type
            {"model":"gpt","messages":[{"role":"user","content":"a"}],"max_tokens":5,"metadata":{"user_id":7}} | 400 | invalid_request_error | metadata.user_id
            {"model":"gpt","messages":[{"role":"user","content":"a"}],"max_tokens":5,"service_tier":"best"} | 400 | invalid_request_error | service_tier
            {"model":"gpt","messages":[{"role":"user","content":"a"}],"max_tokens":5,"thinking":{"type":"on"}} | 400 | invalid_request_error | thinking.type
            {"model":"gpt","messages":[{"role":"user","content":"a"}],"max_tokens":5,"thinking":{"type":"enabled"}} | 400 | invalid_request_error | thinking.budget_tokens
            {"model":"gpt","messages":[{"role":"user","content":"a"}],"max_tokens":5,"thinking":{"type":"enabled","budget_tokens":1023}} | 400 | invalid_request_error | thinking.budget_tokens
            {"model":"gpt","messages":[{"role":"user","content":"a"}],"max_tokens":5,"tools":[{"name":"a b","input_schema":{"type":"object"}}]} | 400 | invalid_request_error | tools[0].name
            {"model":"gpt","messages":[{"role":"user","content":"a"}],"max_tokens":5,"tools":[{"name":"a"}]} | 400 | invalid_request_error | tools[0].input_schema
            {"model":"gpt","messages":[{"role":"user","content":"a"}],"max_tokens":5,"tools":[{"name":"a","input_schema":{"type":"array"}}]} | 400 | invalid_request_error | tools[0].input_schema.type
            {"model":"gpt","messages":[{"role":"user","content":"a"}],"max_tokens":5,"tools":[{"type":"web_search_20250305","name":"web_search"}]} | 400 | invalid_request_error | tools[0]
            {"model":"gpt","messages":[{"role":"user","content":"a"}],"max_tokens":5,"tool_choice":{"type":"any"}} | 400 | invalid_request_error | tool_choice
            {"model":"gpt","messages":[{"role":"user","content":"a"}],"max_tokens":5,"tool_choice":{"type":"required"}} | 400 | invalid_request_error | tool_choice.type
            {"model":"gpt","messages":[{"role":"user","content":"a"}],"max_tokens":5,"tools":[{"name":"a","input_schema":{"type":"object"}}],"tool_choice":{"type":"tool","name":"b"}} | 400 | invalid_request_error | tool_choice.name
            {"model":"gpt","messages":[{"role":"user","content":"a"}],"max_tokens":5,"output_config":{"effort":"some"}} | 400 | invalid_request_error | output_config.effort
            {"model":"gpt","messages":[{"role":"user","content":"a"}],"max_tokens":5,"output_config":{"format":{"type":"json_schema"}}} | 400 | invalid_request_error | output_config.format.schema
            {"model":"gpt","messages":[{"role":"user","content":"a"}],"max_tokens":5,"mcp_servers":[{"type":"url"}]} | 400 | invalid_request_error | mcp_servers
            {"model":"gpt","messages":[{"role":"user","content":"a"}],"max_tokens":5,"api_base":"http://evil"} | 400 | invalid_request_error | api_base
            {"model":"gpt","messages":[{"role":"user","content":[{"type":"document","source":{"type":"url","url":"https://a.example/b.pdf"}}]}],"max_tokens":5} | 400 | invalid_request_error | source
            {"model":"gpt","messages":[{"role":"user","content":"a"}],"max_tokens":5,"model":"gpt"} | 400 | invalid_request_error | 'model' stands twice
            {"model":"nobody","messages":[{"role":"user","content":"a"}],"max_tokens":5}        | 404 | not_found_error       | nobody
            {"model":"instruct","messages":[{"role":"user","content":"a"}],"max_tokens":5}      | 400 | invalid_request_error | model
            """)
    void whatCantBeDoneIsRefusedAndSentNowhere(String body, int status, String type, String words) throws IOException {
        HttpResponse<String> answer = post(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode error = JSON.readTree(answer.body());
        assertThat(error.path("type").asText()).isEqualTo("error");
        assertThat(error.at("/error/type").asText()).isEqualTo(type);
        assertThat(error.at("/error/message").asText()).contains(words);
        assertThat(fakes.calls()).isZero();
    }

    @Test
    void theQueryOfClaudeCodeMeansNothing() {
        HttpResponse<String> answer = gateway.post("/v1/messages?beta=true", saying("gpt", "Say this"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(gateway.post("/v1/messages?api_key=x", saying("gpt", "Say this"))
                        .body())
                .startsWith("{\"type\":\"error\"");
    }

    private static HttpResponse<String> post(String body) {
        return gateway.post("/v1/messages", body);
    }

    private static String saying(String model, String text) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"" + text
                + "\"}]}";
    }

    private static String streaming(String model, String text) {
        return saying(model, text).replace("\"max_tokens\"", "\"stream\":true,\"max_tokens\"");
    }

    private static List<JsonNode> data(String stream) throws IOException {
        List<JsonNode> data = new ArrayList<>();
        for (StreamEvent event : LegalMessages.events(stream)) {
            data.add(JSON.readTree(event.data()));
        }
        return data;
    }
}
