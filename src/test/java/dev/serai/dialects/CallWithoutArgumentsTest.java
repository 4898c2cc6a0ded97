package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.openai.OpenAiDialect;
import dev.serai.dialects.responses.ResponsesAnswer;
import dev.serai.dialects.responses.ResponsesOverChat;
import dev.serai.dialects.responses.ResponsesRequest;
import dev.serai.dialects.responses.ResponsesRequestReader;
import dev.serai.streams.StreamEvent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that gives a call no arguments: a response's are JSON, as clients parse them, unless they were cut off. */
class CallWithoutArgumentsTest {
    private static final String NOW = "'type':'function','function':{'name':'now','arguments':''}";
    private static final ResponsesOverChat RESPONSES = new ResponsesOverChat(new OpenAiDialect());
    private static final ResponsesRequest REQUEST =
            new ResponsesRequestReader().read(bytes("{'model':'m','stream':true,'input':'Hi'}"));
    private static final AnswerContext CONTEXT = AnswerContext.ofText(REQUEST, 1_800_000_000, false);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tool_calls | " + NOW + "                                        | arguments | {}",
                "stop       | 'type':'function','function':{'name':'now'}        | arguments | {}",
                "length     | " + NOW + "                                        | arguments | ``",
                "tool_calls | 'type':'custom','custom':{'name':'now','input':''} | input     | ``"
            })
    void areAnEmptyObject(String reason, String call, String field, String expected) {
        String choice = "'index':0,'finish_reason':'" + reason + "'";
        String message = "{'role':'assistant','content':null,'tool_calls':[{'index':0,'id':'c1'," + call + "}]}";
        ResponsesAnswer whole = RESPONSES.answer(
                new ProviderAnswer(
                        200, Map.of(), bytes("{'id':'c','choices':[{" + choice + ",'message':" + message + "}]}")),
                REQUEST,
                CONTEXT);
        assertThat(Goldens.json(whole.body()).at("/output/0/" + field).asText("missing"))
                .isEqualTo(expected);

        StringBuilder told = new StringBuilder();
        ChatStream stream = RESPONSES.stream(REQUEST, CONTEXT);
        ChatStream.ChunkSink client = event -> told.append(new String(event, StandardCharsets.UTF_8));
        stream.on(event("{'id':'c','choices':[{'index':0,'delta':" + message + ",'finish_reason':null}]}"), client);
        stream.on(event("{'id':'c','choices':[{" + choice + ",'delta':{}}]}"), client);
        stream.on(event("[DONE]"), client);
        stream.end(client);
        JsonNode response = LegalResponseStream.check(LegalResponseStream.events(told.toString()));
        assertThat(response.at("/output/0/" + field).asText("missing")).isEqualTo(expected);
    }

    /** Of two calls by turns. */
    @ParameterizedTest
    @CsvSource({"length, incomplete, incomplete", "tool_calls, completed, completed"})
    void aCutLeavesEachThatWasOpenIncomplete(String reason, String first, String second) {
        StringBuilder told = new StringBuilder();
        ChatStream stream = RESPONSES.stream(REQUEST, CONTEXT);
        ChatStream.ChunkSink client = event -> told.append(new String(event, StandardCharsets.UTF_8));
        for (int i = 0; i < 2; i++) {
            String call =
                    "{'index':" + i + ",'id':'c" + i + "','type':'function','function':{'name':'f','arguments':'{'}}";
            stream.on(
                    event("{'id':'c','choices':[{'index':0,'delta':{'tool_calls':[" + call
                            + "]},'finish_reason':null}]}"),
                    client);
        }
        stream.on(event("{'id':'c','choices':[{'index':0,'delta':{},'finish_reason':'" + reason + "'}]}"), client);
        stream.on(event("[DONE]"), client);
        stream.end(client);
        JsonNode response = LegalResponseStream.check(LegalResponseStream.events(told.toString()));
        assertThat(response.at("/output/0/status").asText()).isEqualTo(first);
        assertThat(response.at("/output/1/status").asText()).isEqualTo(second);
    }

    private static StreamEvent event(String data) {
        return new StreamEvent(false, "", bytes(data));
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
