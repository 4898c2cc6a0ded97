package dev.serai.dialects.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatAnswer;
import dev.serai.dialects.ChatRequestReader;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.Usage;
import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies are written with ' for ". */
class OpenAiAnswerTest {
    private static final AnswerContext CONTEXT = AnswerContext.plain(
            new ChatRequestReader()
                    .read("{\"model\":\"mine\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}".getBytes(UTF_8)),
            1);

    private final OpenAiDialect dialect = new OpenAiDialect();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ 'id':'x','model' : 'theirs','choices':[{'index':0,'message':{'role':'assistant','content':'\\u00e9 \\/ 😀'},'finish_reason':'stop'}],'made_up':{'b':1.10,'a':1e5}, 'model_x':null }",
                "{'choices':[{'finish_reason':null,'message':{'content':null,'tool_calls':[{'id':'c','type':'function','function':{'name':'f','arguments':'{ }'}}]}}],'model':'theirs'}",
            })
    void allButTheModelArrivesByteForByte(String body) {
        ChatAnswer answer = answer(body);
        assertThat(new String(answer.body(), UTF_8)).isEqualTo(json(body).replace("\"theirs\"", "\"mine\""));
    }

    @Test
    void sameModelIsTheVeryArray() {
        byte[] body =
                json("{'model':'mine','choices':[{'finish_reason':'length'}]}").getBytes(UTF_8);
        ChatAnswer answer = dialect.answer(new ProviderAnswer(200, Map.of(), body), CONTEXT);
        assertThat(answer.body()).isSameAs(body);
        assertThat(answer.finishReason()).isEqualTo("length");
        assertThat(answer.usage()).isEqualTo(Usage.UNREPORTED);
    }

    @Test
    void modelIsAddedWhereAServerLeavesItOut() {
        assertThat(new String(answer("{'choices':[{}]}").body(), UTF_8))
                .isEqualTo(json("{'choices':[{}],'model':'mine'}"));
    }

    @Test
    void usageIsCountedOnce() {
        Usage usage = answer(
                        "{'choices':[{}],'service_tier':'flex','usage':{'prompt_tokens':105,'completion_tokens':7,'total_tokens':112,"
                                + "'prompt_tokens_details':{'cached_tokens':90,'cache_write_tokens':5},"
                                + "'completion_tokens_details':{'reasoning_tokens':3}}}")
                .usage();
        assertThat(usage).isEqualTo(new Usage(true, 10, 90, 5, 0, 7, 3, "flex"));
        assertThat(usage.promptTokens()).isEqualTo(105);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'prompt_tokens':-5,'completion_tokens':-1}                                         | 0 | 0",
                "{'prompt_tokens':5,'prompt_tokens_details':{'cached_tokens':9}}                     | 5 | 0",
                "{'prompt_tokens':5,'completion_tokens':2,'completion_tokens_details':{'reasoning_tokens':9}} | 5 | 2",
                "{'prompt_tokens':5,'completion_tokens':2,'prompt_tokens_details':null}              | 5 | 2",
            })
    void f46NumbersThatCannotBe(String reported, long prompt, long output) {
        Usage usage = answer("{'choices':[{}],'usage':" + reported + "}").usage();
        assertThat(usage.promptTokens()).isEqualTo(prompt);
        assertThat(usage.output()).isEqualTo(output);
        assertThat(usage.input()).isNotNegative();
        assertThat(usage.reasoning()).isBetween(0L, output);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "7", "'x'"})
    void usageThatSaysNothingIsUnreported(String reported) {
        assertThat(answer("{'choices':[{}],'usage':" + reported + "}").usage()).isEqualTo(Usage.UNREPORTED);
    }

    /** The client reads what its server said. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'tool_calls':[{'id':'c','function':{'name':'f','arguments':'{}'}}] | stop   | tool_calls",
                "'tool_calls':[{'id':'c','function':{'name':'f','arguments':'{}'}}] | length | length",
                "'tool_calls':[]                                                    | stop   | stop",
                "'tool_calls':null                                                  | stop   | stop"
            })
    void theBooksTellOfCallsWhateverTheServerCallsItsEnd(String calls, String reason, String outcome) {
        String body = "{'model':'mine','choices':[{'index':0,'message':{'content':null," + calls + ",'x':[{}]},"
                + "'finish_reason':'" + reason + "'}]}";
        ChatAnswer answer = answer(body);
        assertThat(new String(answer.body(), UTF_8)).isEqualTo(json(body));
        assertThat(answer.finishReason()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({"eos,stop", "end_turn,stop", "max_tokens,length", "tool_use,tool_calls", "made_up,stop", "'',stop"})
    void finishReasonsOutsideOpenAisFiveDoNotLeak(String theirs, String ours) {
        ChatAnswer answer = answer("{'model':'mine','choices':[{'finish_reason':'" + theirs + "','index':0}]}");
        assertThat(new String(answer.body(), UTF_8))
                .isEqualTo(json("{'model':'mine','choices':[{'finish_reason':'" + ours + "','index':0}]}"));
        assertThat(answer.finishReason()).isEqualTo(ours);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "[]",
                "{}",
                "{'choices':[]}",
                "{'choices':null}",
                "{'choices':{}}",
                "{'choices':[null]}",
                "{'choices':[{'message':{'content':'cut",
                "{'choices':[{}]}x",
                "{'choices':[{}],"
            })
    void f10WhatCannotBeReadIsAnInvalidResponse(String body) {
        assertThat(failure(body).kind()).isEqualTo(Kind.INVALID_RESPONSE);
    }

    @Test
    void errorInDisguise() {
        ProviderFailure limited =
                failure("{'error':{'message':'slow down','type':'requests','code':'rate_limit_exceeded'}}");
        assertThat(limited.kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(failure("{'object':'error','message':'no such thing','type':'BadRequestError','code':400}"))
                .isEqualTo(new ProviderFailure(Kind.REFUSED, 400, "BadRequestError", null, "no such thing", null));
        assertThat(failure("{'error':'boom'}").kind()).isEqualTo(Kind.INVALID_RESPONSE);
    }

    @Test
    void w16NullErrorIsNone() {
        assertThat(answer("{'error':null,'choices':[{'finish_reason':'stop'}]}").finishReason())
                .isEqualTo("stop");
    }

    private ChatAnswer answer(String body) {
        return dialect.answer(new ProviderAnswer(200, Map.of(), json(body).getBytes(UTF_8)), CONTEXT);
    }

    private ProviderFailure failure(String body) {
        ProviderException thrown = catchThrowableOfType(ProviderException.class, () -> answer(body));
        assertThat(thrown).isNotNull();
        return thrown.failure();
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
