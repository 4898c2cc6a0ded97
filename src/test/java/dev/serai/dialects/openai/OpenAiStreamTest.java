package dev.serai.dialects.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatRequestReader;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.Usage;
import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure.Kind;
import dev.serai.streams.StreamEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events are written with ' for ". */
class OpenAiStreamTest {
    private static final String HELLO =
            "{'id':'x','model':'theirs','choices':[{'index':0,'delta':{'content':'hello'},'finish_reason':null}]}";
    private static final String STOP =
            "{'id':'x','model':'theirs','choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}";
    private static final String USAGE =
            "{'id':'x','model':'theirs','choices':[],'usage':{'prompt_tokens':3,'completion_tokens':2}}";
    private static final Usage COUNTED = new Usage(true, 3, 0, 0, 0, 2, 0, "");

    private final List<String> chunks = new ArrayList<>();

    @Test
    void allButTheModelArrivesByteForByte() {
        String chunk = "{ 'id':'x', 'model' :'theirs','obfuscation':'zz','made_up':{'b':1.10,'a':1e5},"
                + "'choices' : [ {'index':0,'delta':{'content':'\\u00e9 \\/ 😀\\n\\ndata: [DONE]\\u2028'},'logprobs':null,'finish_reason':null} ] }";
        stream(false, chunk, STOP, "[DONE]");
        assertThat(chunks.get(0)).isEqualTo(json(chunk).replace("\"theirs\"", "\"mine\""));
    }

    @Test
    void sameModelIsTheVeryArray() {
        byte[] data = json(HELLO.replace("theirs", "mine")).getBytes(UTF_8);
        List<byte[]> sent = new ArrayList<>();
        start(false).on(new StreamEvent(false, "", data), sent::add);
        assertThat(sent).singleElement().isSameAs(data);
    }

    @Test
    void w36UsageIsReadAndSwallowedWhereTheClientDidNotAsk() {
        ChatStream stream = stream(
                false,
                HELLO.replace("]}", "],'usage':null}"),
                STOP.replace("{'id'", "{'usage' : {'prompt_tokens':1,'completion_tokens':1}, 'id'"),
                USAGE,
                "[DONE]");
        assertThat(chunks).containsExactly(mine(HELLO), mine(STOP.replace("{'id'", "{'id'")));
        assertThat(stream.usage()).isEqualTo(COUNTED);
        assertThat(stream.finished()).isTrue();
        assertThat(stream.finishReason()).isEqualTo("stop");
    }

    @Test
    void w36ExactlyOneUsageChunkWhereTheClientAsked() {
        stream(true, HELLO.replace("]}", "],'usage':null}"), STOP, USAGE, USAGE, "[DONE]");
        assertThat(chunks).containsExactly(mine(HELLO.replace("]}", "],'usage':null}")), mine(STOP), mine(USAGE));
    }

    @Test
    void w36UsageOnTheLastChunkGetsAChunkOfItsOwn() {
        String last = STOP.replace("]}", "],'usage':{'prompt_tokens':3,'completion_tokens':2}}");
        ChatStream stream = stream(true, HELLO, last, "[DONE]");
        assertThat(chunks).containsExactly(mine(HELLO), mine(STOP.replace("]}", "],'usage':null}")), mine(USAGE));
        assertThat(stream.usage()).isEqualTo(COUNTED);
    }

    @Test
    void w37ChunksWithoutChoicesAreSwallowed() {
        stream(
                false,
                "{'id':'','model':'','choices':[],'prompt_filter_results':[]}",
                HELLO,
                "{'id':'x'}",
                STOP,
                "[DONE]");
        assertThat(chunks).containsExactly(mine(HELLO), mine(STOP));
    }

    @Test
    void w16NullErrorIsNone() {
        stream(false, HELLO.replace("]}", "],'error':null}"), STOP, "[DONE]");
        assertThat(chunks).hasSize(2);
    }

    @Test
    void w15ErrorEventIsAFailure() {
        assertThat(failure("{'error':{'message':'no','type':'server_error','code':null}}"))
                .isEqualTo(Kind.UNAVAILABLE);
        assertThat(failure("{'error':{'message':'no','code':429}}")).isEqualTo(Kind.RATE_LIMITED);
        assertThat(failure("{'error':'boom'}")).isEqualTo(Kind.INVALID_RESPONSE);
        assertThat(failure("{'object':'error','message':'no','code':400}")).isEqualTo(Kind.REFUSED);
        assertThat(failure(HELLO, "{'error':{'message':'cut','code':'insufficient_quota'}}"))
                .isEqualTo(Kind.QUOTA_SPENT);
    }

    @Test
    void w04ToolsAreNumberedFromZeroWithoutGaps() {
        stream(
                false,
                tool("{'index':1,'id':'a'}"),
                tool("{ 'id':'b' , 'index' : 3 }"),
                tool("{'index':1,'function':{'arguments':'1.10'}},{'index':3}"),
                STOP,
                "[DONE]");
        assertThat(chunks.subList(0, 3))
                .containsExactly(
                        mine(tool("{'index':0,'id':'a'}")),
                        mine(tool("{ 'id':'b' , 'index' : 1 }")),
                        mine(tool("{'index':0,'function':{'arguments':'1.10'}},{'index':1}")));
    }

    /** Ollama's stream of two calls, each of which comes whole. */
    @Test
    void callsOfTheSameNumberAreToldApartByTheirIds() {
        String first = tool("{'index':0,'id':'a','function':{'name':'f','arguments':'{}'}}");
        String second = tool("{'index':0,'id':'b','function':{'name':'g','arguments':'{'}}");
        String rest = tool("{'index':0,'function':{'arguments':'}'}}");
        stream(false, first, second, rest, STOP, "[DONE]");
        assertThat(chunks.subList(0, 3))
                .containsExactly(
                        mine(first),
                        mine(second.replace("{'index':0,'id'", "{'index':1,'id'")),
                        mine(rest.replace("{'index':0,'f", "{'index':1,'f")));
    }

    /** As vLLM did, which made up an id for each piece. */
    @Test
    void anIdWithoutANameBeginsNoCall() {
        String first = tool("{'index':0,'id':'a','function':{'name':'f'}}");
        String rest = tool("{'index':0,'id':'b','function':{'arguments':'{}'}}");
        stream(false, first, rest, STOP, "[DONE]");
        assertThat(chunks.subList(0, 2)).containsExactly(mine(first), mine(rest));
    }

    @Test
    void callsWithoutANumberGetOne() {
        stream(
                false,
                tool("{'id':'a','function':{'name':'f'}},{'id':'b','function':{'name':'g'}}"),
                tool("{'function':{'arguments':'{}'}}"),
                STOP,
                "[DONE]");
        assertThat(chunks.subList(0, 2))
                .containsExactly(
                        mine(
                                tool(
                                        "{'index':0,'id':'a','function':{'name':'f'}},{'index':1,'id':'b','function':{'name':'g'}}")),
                        mine(tool("{'index':1,'function':{'arguments':'{}'}}")));
    }

    @Test
    void aStreamThatEndsBeforeOneOfItsChoicesIsAFailure() {
        String other = STOP.replace("'index':0", "'index':1").replace("'stop'", "'length'");
        assertThat(failure(HELLO, other)).isEqualTo(Kind.INVALID_RESPONSE);
        assertThat(stream(false, HELLO, other, STOP).finishReason()).isEqualTo("stop");
        assertThat(stream(false, STOP, other, "[DONE]").finishReason()).isEqualTo("stop");
    }

    /** The client reads what its server said. */
    @Test
    void theBooksTellOfCallsWhateverTheServerCallsItsEnd() {
        String call = tool("{'index':0,'id':'a','function':{'name':'f','arguments':''}}");
        assertThat(stream(false, call, STOP, "[DONE]").finishReason()).isEqualTo("tool_calls");
        assertThat(chunks).containsExactly(mine(call), mine(STOP));
        assertThat(stream(false, call, STOP.replace("'stop'", "'length'"), "[DONE]")
                        .finishReason())
                .isEqualTo("length");
        assertThat(stream(false, tool(""), STOP, "[DONE]").finishReason()).isEqualTo("stop");
    }

    @Test
    void whatFollowsAChoicesEndDoesNotBeginItAnew() {
        String empty = STOP.replace("'stop'", "null");
        ChatStream stream = stream(false, HELLO, STOP, empty);
        assertThat(stream.finished()).isTrue();
        assertThat(stream.finishReason()).isEqualTo("stop");
    }

    @Test
    void anOnlyChoiceOfAnotherNumberEndsToo() {
        ChatStream stream =
                stream(false, HELLO.replace("'index':0", "'index':1"), STOP.replace("'index':0", "'index':1"));
        assertThat(stream.finishReason()).isEqualTo("stop");
    }

    @Test
    void w04EachChoiceCountsItsOwnTools() {
        String chunk =
                "{'model':'mine','choices':[{'delta':{'tool_calls':[{'index':1}]},'index':0},{'delta':{'tool_calls':[{'index':2}]},'index':1}]}";
        stream(false, chunk, STOP, "[DONE]");
        assertThat(chunks.get(0))
                .isEqualTo(json(
                        chunk.replace("[{'index':1}]", "[{'index':0}]").replace("[{'index':2}]", "[{'index':0}]")));
    }

    @Test
    void finishReasonsOutsideOpenAisFiveDoNotLeak() {
        ChatStream stream = stream(false, HELLO.replace("null", "''"), STOP.replace("'stop'", "'eos'"), "[DONE]");
        assertThat(chunks).containsExactly(mine(HELLO), mine(STOP));
        assertThat(stream.finishReason()).isEqualTo("stop");
    }

    @Test
    void dataOfSeveralLinesBecomesOneLine() {
        stream(false, HELLO.replace("','", "',\n'").replace("'id'", "\r\n'id'"), STOP, "[DONE]");
        assertThat(chunks.get(0)).isEqualTo(mine(HELLO.replace("','", "', '").replace("'id'", "  'id'")));
    }

    @Test
    void w19StreamWithoutAnAnswerIsAFailure() {
        assertThat(failure("[DONE]")).isEqualTo(Kind.INVALID_RESPONSE);
        assertThat(failure(USAGE, "[DONE]")).isEqualTo(Kind.INVALID_RESPONSE);
        assertThat(failure()).isEqualTo(Kind.INVALID_RESPONSE);
    }

    @Test
    void f11StreamThatEndsBeforeItsAnswerIsAFailure() {
        assertThat(failure(HELLO)).isEqualTo(Kind.INVALID_RESPONSE);
    }

    @Test
    void streamThatEndsBehindItsFinishReasonIsWhole() {
        ChatStream stream = stream(true, HELLO, STOP, USAGE);
        assertThat(stream.finished()).isTrue();
        assertThat(chunks).containsExactly(mine(HELLO), mine(STOP), mine(USAGE));
    }

    @Test
    void whatFollowsTheEndMeansNothing() {
        stream(false, HELLO, STOP, " [DONE] ", HELLO, "garbage");
        assertThat(chunks).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "[]", "{'choices':[{", "{} {}", "<html>", "[DONE"})
    void whatCannotBeReadIsAFailure(String data) {
        assertThat(failure(HELLO, data)).isEqualTo(Kind.INVALID_RESPONSE);
    }

    @Test
    void blankDataIsNothing() {
        stream(false, "", " \n", HELLO, STOP, "[DONE]");
        assertThat(chunks).hasSize(2);
    }

    private static String tool(String calls) {
        return "{'id':'x','model':'theirs','choices':[{'index':0,'delta':{'tool_calls':[" + calls
                + "]},'finish_reason':null}]}";
    }

    private ChatStream stream(boolean includeUsage, String... events) {
        ChatStream stream = start(includeUsage);
        for (String event : events) {
            stream.on(
                    new StreamEvent(false, "", json(event).getBytes(UTF_8)),
                    chunk -> chunks.add(new String(chunk, UTF_8)));
        }
        stream.end(chunk -> chunks.add(new String(chunk, UTF_8)));
        return stream;
    }

    private Kind failure(String... events) {
        ProviderException thrown = catchThrowableOfType(ProviderException.class, () -> stream(true, events));
        assertThat(thrown).isNotNull();
        return thrown.failure().kind();
    }

    private static ChatStream start(boolean includeUsage) {
        String body =
                "{'model':'mine','messages':[{'role':'user','content':'x'}],'stream':true,'stream_options':{'include_usage':"
                        + includeUsage + "}}";
        return new OpenAiDialect()
                .stream(AnswerContext.plain(
                        new ChatRequestReader().read(json(body).getBytes(UTF_8)), 1));
    }

    private static String mine(String chunk) {
        return json(chunk).replace("\"theirs\"", "\"mine\"");
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
