package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.ChatStream;
import dev.serai.fakes.FakeWatsonx;
import dev.serai.streams.ServerSentEvents;
import dev.serai.streams.StreamEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The bugs of others with OCI and watsonx.ai, by the numbers of their table in wire.md, section 16. */
class TranslationCasesOfOciAndWatsonxTest {
    private static final String TOOLS = "'messages':[{'role':'user','content':'Hi'}],"
            + "'tools':[{'type':'function','function':{'name':'a','parameters':{'type':'object'}}},"
            + "{'type':'function','function':{'name':'b','parameters':{'type':'object'}}}]";

    @Test
    @DisplayName("31: watsonx.ai's choice of a tool: a word in tool_choice_option, a tool in tool_choice, never both")
    void case31() {
        for (String word : List.of("auto", "none", "required")) {
            JsonNode sent = watsonx("'tool_choice':'" + word + "',");
            assertThat(sent.path("tool_choice_option").asText()).isEqualTo(word);
            assertThat(sent.has("tool_choice")).as(word).isFalse();
        }
        JsonNode sent = watsonx("'tool_choice':{'type':'function','function':{'name':'b'}},");
        assertThat(sent.path("tool_choice")).hasToString("{\"type\":\"function\",\"function\":{\"name\":\"b\"}}");
        assertThat(sent.has("tool_choice_option")).isFalse();
    }

    @Test
    @DisplayName("32: a deployment of watsonx.ai and a space alone: no project is asked for, none of the three is sent")
    void case32() {
        String mapping = """
                model_mappings:
                  deployed: {default_provider: ibm, providers: {ibm: {deployment: my-chat}}}
                providers: {ibm: {space_id: my-space}}
                """;
        try (FakeWatsonx watsonx = FakeWatsonx.start()) {
            Map<String, String> variables = new HashMap<>(watsonx.environment());
            variables.remove("IBM_PROJECT_ID");
            try (RunningGateway gateway = RunningGateway.start(mapping, variables)) {
                String request = "{'model':'deployed','messages':[{'role':'user','content':'Hi'}]}";
                assertThat(gateway.chat(Dialogue.json(request)).statusCode()).isEqualTo(200);
            }
            watsonx.assertNothingRefused();
            assertThat(watsonx.last().path()).isEqualTo("/ml/v1/deployments/my-chat/text/chat");
            JsonNode sent = watsonx.last().json();
            assertThat(List.of("project_id", "space_id", "model_id", "model")).noneMatch(sent::has);
        }
    }

    @Test
    @DisplayName("33: OCI's events, one line feed between them, torn by reads: whole events")
    void case33() {
        assertThat(Dialogue.ociGeneric("llama-4-maverick", "{'stream':true," + TOOLS + "}")
                        .framing())
                .isEqualTo(ChatStream.Framing.DATA_LINES);
        byte[] bytes = "data: {\"a\":1}\ndata: {\"b\":\"ü\"}\ndata: {\"c\":3}\n".getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            List<StreamEvent> events = new ArrayList<>();
            ServerSentEvents decoder = ServerSentEvents.ofDataLines();
            decoder.feed(bytes, 0, cut, events::add);
            decoder.feed(bytes, cut, bytes.length - cut, events::add);
            assertThat(events)
                    .as("cut at %d", cut)
                    .extracting(StreamEvent::text)
                    .containsExactly("{\"a\":1}", "{\"b\":\"ü\"}", "{\"c\":3}");
        }
    }

    @Test
    @DisplayName("33: OCI's chunks of tool calls without ids: one id a call, its arguments together")
    void case33WithoutIds() {
        List<JsonNode> calls =
                Dialogue.ociGeneric("llama-4-maverick", "{'stream':true," + TOOLS + "}").data("""
                {'index':0,'message':{'role':'ASSISTANT','toolCalls':[{'type':'FUNCTION','id':'t1','name':'a','arguments':''}]}}
                {'index':0,'message':{'role':'ASSISTANT','toolCalls':[{'type':'FUNCTION','arguments':'{\\"x\\"'}]}}
                {'index':0,'message':{'role':'ASSISTANT','toolCalls':[{'type':'FUNCTION','arguments':':1}'}]}}
                {'index':0,'message':{'role':'ASSISTANT','toolCalls':[{'type':'FUNCTION','name':'b','arguments':'{}'}]}}
                {'index':0,'finishReason':'tool_calls'}""").stream()
                        .flatMap(chunk -> Stream.of(chunk.at("/choices/0/delta/tool_calls/0")))
                        .filter(JsonNode::isObject)
                        .toList();
        assertThat(ids(calls, 0)).containsExactly("t1");
        assertThat(ids(calls, 1)).singleElement().asString().isNotEmpty().isNotEqualTo("t1");
        assertThat(arguments(calls, 0)).isEqualTo("{\"x\":1}");
        assertThat(arguments(calls, 1)).isEqualTo("{}");
    }

    private static JsonNode watsonx(String choice) {
        return Dialogue.watsonx("llama-4-maverick", "{" + choice + TOOLS + "}").sent();
    }

    private static List<String> ids(List<JsonNode> calls, int index) {
        return of(index, calls)
                .map(call -> call.path("id").textValue())
                .filter(Objects::nonNull)
                .toList();
    }

    private static String arguments(List<JsonNode> calls, int index) {
        return of(index, calls)
                .map(call -> call.at("/function/arguments").asText())
                .collect(Collectors.joining());
    }

    private static Stream<JsonNode> of(int index, List<JsonNode> calls) {
        return calls.stream().filter(call -> call.path("index").asInt(-1) == index);
    }
}
