package dev.serai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.LegalMessages;
import dev.serai.dialects.MessagesRequest;
import dev.serai.dialects.messages.MessagesOverChat;
import dev.serai.dialects.messages.MessagesRequestReader;
import dev.serai.dialects.openai.OpenAiDialect;
import dev.serai.streams.StreamEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The bugs of others in {@code /v1/messages}, by the numbers of their table in wire.md, section 16. Row 18 is in {@code
 * MessagesRoadTest} and {@code MessagesAsTheyAreRoadTest}.
 */
class TranslationCasesOfMessagesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ASK = "{\"model\":\"m\",\"max_tokens\":9,\"stream\":true,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    @Test
    @DisplayName(
            "29: an OpenAI upstream that interleaves text and two tools: one block open at a time, dense, start first")
    void case29() throws JsonProcessingException {
        List<JsonNode> events = messages("""
                {'id':'c','choices':[{'index':0,'delta':{'role':'assistant','content':'I '},'finish_reason':null}]}
                {'id':'c','choices':[{'index':0,'delta':{'tool_calls':[{'index':0,'id':'t0','type':'function','function':{'name':'a','arguments':''}}]},'finish_reason':null}]}
                {'id':'c','choices':[{'index':0,'delta':{'tool_calls':[{'index':1,'id':'t1','type':'function','function':{'name':'b','arguments':'{'}}]},'finish_reason':null}]}
                {'id':'c','choices':[{'index':0,'delta':{'content':'look.'},'finish_reason':null}]}
                {'id':'c','choices':[{'index':0,'delta':{'tool_calls':[{'index':0,'function':{'arguments':'{\\"x\\":1}'}}]},'finish_reason':null}]}
                {'id':'c','choices':[{'index':0,'delta':{'tool_calls':[{'index':1,'function':{'arguments':'}'}}]},'finish_reason':null}]}
                {'id':'c','choices':[{'index':0,'delta':{},'finish_reason':'tool_calls'}]}
                [DONE]""");
        assertThat(events)
                .filteredOn(event -> event.path("type").asText().startsWith("content_block"))
                .extracting(event -> event.path("index").asInt() + " "
                        + event.path("type").asText().substring("content_block_".length())
                        + event.at("/content_block/name").asText("")
                        + event.at("/delta/text").asText("")
                        + event.at("/delta/partial_json").asText(""))
                .containsExactly(
                        "0 start",
                        "0 deltaI ",
                        "0 stop",
                        "1 starta",
                        "1 delta{\"x\":1}",
                        "1 stop",
                        "2 startb",
                        "2 delta{}",
                        "2 stop",
                        "3 start",
                        "3 deltalook.",
                        "3 stop");
    }

    @Test
    @DisplayName(
            "30: message_start has content [], message_delta input_tokens that are not 0, though OpenAI tells them last")
    void case30() throws JsonProcessingException {
        List<JsonNode> events = messages("""
                {'id':'c','choices':[{'index':0,'delta':{'role':'assistant','content':'Hi'},'finish_reason':null}]}
                {'id':'c','choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}
                {'id':'c','choices':[],'usage':{'prompt_tokens':11,'completion_tokens':2,'total_tokens':13,'prompt_tokens_details':{'cached_tokens':4}}}
                [DONE]""");
        JsonNode start = events.get(0);
        assertThat(start.at("/message/content").isArray()).isTrue();
        assertThat(start.at("/message/content")).isEmpty();
        JsonNode delta = events.get(events.size() - 2);
        assertThat(delta.path("type").asText()).isEqualTo("message_delta");
        assertThat(delta.at("/usage/input_tokens").asInt()).isEqualTo(7);
        assertThat(delta.at("/usage/cache_read_input_tokens").asInt()).isEqualTo(4);
        assertThat(delta.at("/usage/output_tokens").asInt()).isEqualTo(2);
    }

    /** What a client of Messages gets of these data lines. */
    private static List<JsonNode> messages(String lines) throws JsonProcessingException {
        MessagesRequest request = new MessagesRequestReader().read(ASK.getBytes(UTF_8), null, null);
        ChatStream stream = new MessagesOverChat(new OpenAiDialect())
                .stream(request, AnswerContext.ofText(request, 1, false).withThinkingAtOnce());
        StringBuilder sse = new StringBuilder();
        for (String line : lines.lines().toList()) {
            byte[] data = line.replace('\'', '"').getBytes(UTF_8);
            stream.on(new StreamEvent(false, "", data), event -> sse.append(new String(event, UTF_8)));
        }
        assertThat(stream.finished()).isTrue();
        LegalMessages.check(sse.toString());
        List<JsonNode> events = new ArrayList<>();
        for (StreamEvent event : LegalMessages.events(sse.toString())) {
            events.add(JSON.readTree(event.text()));
        }
        return events;
    }
}
