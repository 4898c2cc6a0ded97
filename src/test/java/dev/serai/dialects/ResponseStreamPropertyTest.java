package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.responses.ResponsesOverChat;
import dev.serai.dialects.responses.ResponsesRequest;
import dev.serai.dialects.responses.ResponsesRequestReader;
import dev.serai.errors.GatewayError;
import dev.serai.errors.ProviderFailure;
import dev.serai.streams.StreamEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever chunks a chat consists of, in whatever order: what the client gets is a legal stream of a response. */
class ResponseStreamPropertyTest {
    private static final ResponsesRequest REQUEST = new ResponsesRequestReader()
            .read("{\"model\":\"m\",\"stream\":true,\"input\":\"Hi\"}".getBytes(StandardCharsets.UTF_8));
    private static final AnswerContext CONTEXT = AnswerContext.ofText(REQUEST, 1_800_000_000, false);

    @Property(tries = 3000)
    void anyChunksAreALegalStream(@ForAll("chunks") List<String> chunks, @ForAll("reasons") String reason) {
        String text = run(new Chunks(reason), chunks, chunks.size());
        JsonNode response = LegalResponseStream.check(LegalResponseStream.events(text));
        assertThat(response.path("status").asText())
                .isEqualTo(List.of("length", "content_filter").contains(reason) ? "incomplete" : "completed");
        assertThat(argumentsOf(response)).isEqualTo(arguments(chunks));
    }

    @Property(tries = 1000)
    void oneThatBreaksAnywhereFailsLegally(@ForAll("chunks") List<String> chunks, @ForAll("places") int place) {
        String text = run(new Chunks("stop"), chunks, Math.min(place, chunks.size() - 1));
        JsonNode response = LegalResponseStream.check(LegalResponseStream.events(text));
        assertThat(response.path("status").asText()).isEqualTo("failed");
    }

    /** Nothing that was said of one call may end in another. Behind whole arguments nothing of use can come. */
    private static List<String> arguments(List<String> chunks) {
        List<String> inputs = new ArrayList<>();
        for (int call = 0; call < 2; call++) {
            StringBuilder input = new StringBuilder();
            boolean begun = false;
            for (String chunk : chunks) {
                for (JsonNode fragment :
                        Goldens.json(chunk.getBytes(StandardCharsets.UTF_8)).at("/choices/0/delta/tool_calls")) {
                    if (fragment.path("index").asInt() == call && input.indexOf("}") < 0) {
                        begun = true;
                        input.append(fragment.at("/function/arguments").asText());
                    }
                }
            }
            if (begun) {
                inputs.add(input.isEmpty() ? "{}" : input.toString());
            }
        }
        return inputs.stream().sorted().toList();
    }

    private static List<String> argumentsOf(JsonNode response) {
        List<String> inputs = new ArrayList<>();
        for (JsonNode item : response.path("output")) {
            if (item.has("arguments")) {
                boolean cut = item.path("status").asText().equals("incomplete");
                String all = item.path("arguments").asText();
                assertThat(all.isEmpty() && !cut).as(response.toString()).isFalse();
                all = all.isEmpty() ? "{}" : all;
                int end = all.indexOf('}');
                inputs.add(end < 0 ? all : all.substring(0, end + 1));
            }
        }
        return inputs.stream().sorted().toList();
    }

    private static String run(Chunks chat, List<String> chunks, int whole) {
        ChatStream stream = new ResponsesOverChat(new ChatOf(chat)).stream(REQUEST, CONTEXT);
        List<byte[]> out = new ArrayList<>();
        for (String chunk : chunks.subList(0, whole)) {
            stream.on(new StreamEvent(false, "", chunk.getBytes(StandardCharsets.UTF_8)), out::add);
        }
        if (whole < chunks.size()) {
            out.add(stream.broken(
                    new GatewayError.ProviderError(
                            503, "provider_error", "provider_unavailable", null, "It broke.", null, false),
                    "req_1"));
        } else {
            stream.end(out::add);
        }
        StringBuilder text = new StringBuilder();
        out.forEach(event -> text.append(new String(event, StandardCharsets.UTF_8)));
        return text.toString();
    }

    @Provide
    Arbitrary<Integer> places() {
        return Arbitraries.integers().between(1, 11);
    }

    @Provide
    Arbitrary<String> reasons() {
        return Arbitraries.of("stop", "length", "tool_calls", "content_filter");
    }

    @Provide
    Arbitrary<List<String>> chunks() {
        return Arbitraries.of(
                        "{'role':'assistant','content':''}",
                        "{'content':'Hi'}",
                        "{'content':' there \ud83d\ude00'}",
                        "{'refusal':'No.'}",
                        "{'reasoning_content':'Hm'}",
                        "{'tool_calls':[{'index':0,'id':'c0','type':'function','function':{'name':'a','arguments':''}}]}",
                        "{'tool_calls':[{'index':1,'id':'c1','type':'function','function':{'name':'b','arguments':'{'}}]}",
                        "{'tool_calls':[{'index':0,'function':{'arguments':'{'}}]}",
                        "{'tool_calls':[{'index':0,'function':{'arguments':'}'}}]}",
                        "{'tool_calls':[{'index':1,'function':{'arguments':'}'}},{'index':0,'function':{'arguments':'x'}}]}",
                        "{'tool_calls':[{'index':2,'id':'c2','type':'custom','custom':{'name':'d','input':'text'}}]}",
                        "{'thinking_blocks':[{'type':'thinking','thinking':'Hm','signature':'c2ln'}]}",
                        "{'extra_content':{'google':{'thought_signature':'c2ln'}}}",
                        "{'annotations':[{'type':'url_citation','url_citation':{'start_index':0,'end_index':1,'title':'t','url':'https://a.b'}}]}",
                        "{}")
                .map(delta -> ("{'id':'c','choices':[{'index':0,'delta':" + delta + ",'finish_reason':null}]}")
                        .replace('\'', '"'))
                .list()
                .ofMinSize(2)
                .ofMaxSize(12);
    }

    /** A chat that consists of the chunks that it is given. */
    private static final class Chunks implements ChatStream {
        private final String reason;
        private boolean finished;

        Chunks(String reason) {
            this.reason = reason;
        }

        @Override
        public Framing framing() {
            return Framing.SERVER_SENT_EVENTS;
        }

        @Override
        public void on(StreamEvent event, ChunkSink chunks) {
            chunks.chunk(event.data());
        }

        @Override
        public void end(ChunkSink chunks) {
            finished = true;
        }

        @Override
        public boolean finished() {
            return finished;
        }

        @Override
        public Usage usage() {
            return new Usage(true, 3, 0, 0, 0, 4, 1, "");
        }

        @Override
        public String finishReason() {
            return reason;
        }
    }

    /** A dialect that has nothing but a stream. */
    private record ChatOf(ChatStream stream) implements ChatDialect {
        @Override
        public String name() {
            return "chunks";
        }

        @Override
        public ProviderRequest request(ChatRequest request, ModelTarget target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ChatAnswer answer(ProviderAnswer answer, AnswerContext context) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ChatStream stream(AnswerContext context) {
            return stream;
        }

        @Override
        public ProviderFailure failure(ProviderAnswer answer) {
            throw new UnsupportedOperationException();
        }
    }
}
