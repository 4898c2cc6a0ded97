package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.messages.MessagesOverChat;
import dev.serai.dialects.messages.MessagesRequestReader;
import dev.serai.dialects.openai.OpenAiDialect;
import dev.serai.errors.GatewayError.Internal;
import dev.serai.errors.ProviderException;
import dev.serai.streams.StreamEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever chunks a chat consists of, in whatever order: what a client of Messages gets is legal, and nothing of it is lost. */
class MessagesPropertyTest {
    private static final String END = " {'id':'c','choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}";

    @Property(tries = 3000)
    void anySequenceOfChunksIsALegalStream(@ForAll("chunks") List<String> chunks) {
        LegalMessages.check(run(chunks));
    }

    @Property(tries = 2000)
    void everythingSaidArrives(@ForAll("said") List<String> said) {
        List<String> chunks = new ArrayList<>();
        Map<Integer, String> arguments = new TreeMap<>();
        StringBuilder text = new StringBuilder();
        for (String piece : said) {
            if (piece.startsWith("t")) {
                text.append(piece);
                chunks.add(delta("'content':'" + piece + "'"));
                continue;
            }
            int tool = piece.charAt(0) - '0';
            String begin = arguments.containsKey(tool) ? "" : "'id':'id" + tool + "','type':'function',";
            String name = arguments.containsKey(tool) ? "" : "'name':'n" + tool + "',";
            arguments.merge(tool, piece, String::concat);
            chunks.add(delta("'tool_calls':[{'index':" + tool + "," + begin + "'function':{" + name + "'arguments':'"
                    + piece + "'}}]"));
        }
        chunks.add(END);
        String sse = run(chunks);
        LegalMessages.check(sse);
        StringBuilder saidText = new StringBuilder();
        Map<String, String> calls = new TreeMap<>();
        String open = "";
        for (StreamEvent event : LegalMessages.events(sse)) {
            JsonNode data = Goldens.json(event.data());
            open = data.at("/content_block/name").asText(open);
            if (data.has("content_block")
                    && open.startsWith("n")
                    && data.at("/content_block").has("name")) {
                calls.put(open, "");
            }
            saidText.append(data.at("/delta/text").asText(""));
            if (data.at("/delta").has("partial_json")) {
                calls.merge(open, data.at("/delta/partial_json").asText(), String::concat);
            }
        }
        assertThat(saidText.toString()).isEqualTo(text.toString());
        assertThat(new ArrayList<>(calls.values())).containsExactlyInAnyOrderElementsOf(arguments.values());
    }

    private static String delta(String delta) {
        return " {'id':'c','choices':[{'index':0,'delta':{" + delta + "},'finish_reason':null}]}";
    }

    private static String run(List<String> lines) {
        MessagesRequest request = new MessagesRequestReader()
                .read(
                        "{\"model\":\"m\",\"max_tokens\":9,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
                                .getBytes(StandardCharsets.UTF_8),
                        null,
                        null);
        ChatStream stream = new MessagesOverChat(new OpenAiDialect())
                .stream(request, AnswerContext.ofText(request, 1, false).withThinkingAtOnce());
        StringBuilder sse = new StringBuilder();
        ChatStream.ChunkSink sink = event -> sse.append(new String(event, StandardCharsets.UTF_8));
        try {
            for (String line : lines) {
                byte[] data = line.strip().replace('\'', '"').getBytes(StandardCharsets.UTF_8);
                stream.on(new StreamEvent(false, "", data), sink);
            }
            if (!stream.finished()) {
                stream.end(sink);
            }
        } catch (ProviderException broken) {
            if (!sse.isEmpty()) {
                sse.append(new String(stream.broken(new Internal("broken"), "req_1"), StandardCharsets.UTF_8));
            }
        }
        return sse.toString();
    }

    @Provide
    Arbitrary<List<String>> said() {
        return Arbitraries.of("ta", "tb", "0a", "1b", "2c", "0d", "1e").list().ofMaxSize(16);
    }

    @Provide
    Arbitrary<List<String>> chunks() {
        return Arbitraries.of(
                        delta("'role':'assistant','content':''"),
                        delta("'content':'Hi'"),
                        delta("'reasoning_content':'Hm'"),
                        delta("'refusal':'No'"),
                        delta("'thinking_blocks':[{'type':'thinking','thinking':'Hm','signature':'c2ln'}]"),
                        delta("'thinking_blocks':[{'type':'redacted_thinking','data':'ZGF0YQ=='}]"),
                        delta(
                                "'tool_calls':[{'index':0,'id':'t0','type':'function','function':{'name':'a','arguments':''}}]"),
                        delta(
                                "'tool_calls':[{'index':1,'id':'t1','type':'function','function':{'name':'b','arguments':'{'}}]"),
                        delta("'tool_calls':[{'index':0,'function':{'arguments':'{}'}}]"),
                        delta(
                                "'tool_calls':[{'index':1,'function':{'arguments':'}'}},{'index':0,'function':{'arguments':' '}}]"),
                        delta("'annotations':[{'type':'url_citation'}]"),
                        " {'id':'c','choices':[]}",
                        " {'id':'c','choices':[{'index':1,'delta':{'content':'another'},'finish_reason':null}]}",
                        END,
                        " {'id':'c','choices':[{'index':0,'delta':{},'finish_reason':'tool_calls'}]}",
                        " {'id':'c','choices':[],'usage':{'prompt_tokens':3,'completion_tokens':1,'total_tokens':4}}",
                        " {'error':{'message':'broken','type':'server_error'}}",
                        " [DONE]")
                .list()
                .ofMaxSize(14);
    }
}
