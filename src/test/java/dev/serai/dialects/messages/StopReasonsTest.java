package dev.serai.dialects.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.LegalMessages;
import dev.serai.dialects.MessagesRequest;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.openai.OpenAiDialect;
import dev.serai.streams.StreamEvent;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients of Anthropic's go on where they read {@code tool_use}: OpenAI says {@code stop} of a tool that was named. */
class StopReasonsTest {
    private static final String CALL =
            "{'index':0,'id':'c1','type':'function','function':{'name':'f','arguments':'{}'}}";
    private static final MessagesOverChat MESSAGES = new MessagesOverChat(new OpenAiDialect());

    @ParameterizedTest
    @CsvSource({
        "stop, false, false, end_turn",
        "stop, true, false, tool_use",
        "stop, false, true, refusal",
        "stop, true, true, tool_use",
        "tool_calls, true, false, tool_use",
        "eos, true, false, tool_use",
        "'', false, false, end_turn",
        "length, true, false, max_tokens",
        "content_filter, true, false, refusal",
    })
    void aCallThatWasNotCutWaitsForItsResult(String ofChat, boolean calls, boolean refused, String reason) {
        assertThat(StopReasons.of(ofChat, calls, refused)).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({"true, tool_use", "false, end_turn"})
    void ofAWholeAnswer(boolean calls, String reason) throws IOException {
        MessagesRequest request = request(false);
        String message = calls ? "'content':null,'tool_calls':[" + CALL + "]" : "'content':'Hi','tool_calls':[]";
        byte[] body = json("{'id':'c','object':'chat.completion','created':1,'model':'m','choices':[{'index':0,"
                        + "'message':{'role':'assistant'," + message + "},'finish_reason':'stop'}]}")
                .getBytes(UTF_8);
        byte[] answer = MESSAGES.answer(
                        new ProviderAnswer(200, Map.of(), body), request, AnswerContext.ofText(request, 1, false))
                .body();
        assertThat(new ObjectMapper().readTree(answer).path("stop_reason").asText())
                .isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({"true, tool_use", "false, end_turn"})
    void ofAStream(boolean calls, String reason) throws IOException {
        MessagesRequest request = request(true);
        ChatStream stream =
                MESSAGES.stream(request, AnswerContext.ofText(request, 1, false).withThinkingAtOnce());
        String delta = calls ? "'tool_calls':[" + CALL + "]" : "'content':'Hi'";
        StringBuilder sse = new StringBuilder();
        for (String data : List.of(
                "{'id':'c','choices':[{'index':0,'delta':{'role':'assistant'," + delta + "},'finish_reason':null}]}",
                "{'id':'c','choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}",
                "[DONE]")) {
            stream.on(
                    new StreamEvent(false, "", json(data).getBytes(UTF_8)),
                    event -> sse.append(new String(event, UTF_8)));
        }
        LegalMessages.check(sse.toString());
        List<StreamEvent> events = LegalMessages.events(sse.toString());
        JsonNode end = new ObjectMapper().readTree(events.get(events.size() - 2).text());
        assertThat(end.at("/delta/stop_reason").asText()).isEqualTo(reason);
    }

    private static MessagesRequest request(boolean stream) {
        String body = "{'model':'m','max_tokens':9,'stream':" + stream
                + ",'messages':[{'role':'user','content':'Hi'}],'tools':[{'name':'f','input_schema':{'type':'object'}}]}";
        return new MessagesRequestReader().read(json(body).getBytes(UTF_8), null, null);
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
