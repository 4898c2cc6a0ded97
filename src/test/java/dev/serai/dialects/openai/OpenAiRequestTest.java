package dev.serai.dialects.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings.Quirks;
import dev.serai.dialects.ChatRequest;
import dev.serai.dialects.ChatRequestReader;
import dev.serai.dialects.ProviderRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies are written with ' for ". */
class OpenAiRequestTest {
    private static final String MESSAGES = "'messages':[{'role':'user','content':'hi'}]";
    private static final ModelTarget SAME = Targets.of("m", "other");

    private final OpenAiDialect dialect = new OpenAiDialect();

    @Test
    void nothingToChangeIsTheVeryArray() {
        ChatRequest request = read("{'model':'m'," + MESSAGES + ",'made_up':{'x':[1.10,1e5]}}");
        ProviderRequest translated = dialect.request(request, SAME);
        assertThat(translated.body()).isSameAs(request.body());
        assertThat(translated.dropped()).isEmpty();
        assertThat(translated.path()).isEqualTo("/chat/completions");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'temperature':1.10,'model':'m','seed':1e5,'messages':[{'role':'user','content':'hi'}]}",
                "{ 'zebra' : {'b':1,'a':2} , 'model':'m',\n'messages':[{'content':'hi','role':'user'}],'alpha':null }",
                "{'model':'m','messages':[{'role':'user','content':'\\u00e9 \\/ \\ud83d\\ude00 é 😀'}]}",
                "{'model':'m','messages':[{'role':'user','content':'${jndi:ldap://127.0.0.1:9/x} {{x}} \\u001b'}],'x':-0.0}",
            })
    void b37AllButTheModelArrivesByteForByte(String body) {
        String expected = json(body).replace("\"model\":\"m\"", "\"model\":\"gpt-4-0125-preview\"");
        assertThat(sent(body, Targets.of("gpt-4-0125-preview", "gpt"))).isEqualTo(expected);
    }

    @Test
    void usageIsAlwaysAskedForInAStream() {
        assertThat(sent("{'model':'m'," + MESSAGES + ",'stream':true}", SAME))
                .isEqualTo(
                        json("{'model':'m'," + MESSAGES + ",'stream':true,'stream_options':{'include_usage':true}}"));
        assertThat(sent("{'model':'m','stream':true,'stream_options':null," + MESSAGES + "}", SAME))
                .isEqualTo(
                        json("{'model':'m','stream':true,'stream_options':{'include_usage':true}," + MESSAGES + "}"));
        assertThat(sent(
                        "{'model':'m','stream':true,'stream_options':{ 'include_obfuscation':false }," + MESSAGES + "}",
                        SAME))
                .isEqualTo(json(
                        "{'model':'m','stream':true,'stream_options':{ 'include_obfuscation':false,'include_usage':true },"
                                + MESSAGES + "}"));
        assertThat(sent(
                        "{'model':'m','stream':true,'stream_options':{'include_usage':false,'x':1}," + MESSAGES + "}",
                        SAME))
                .isEqualTo(json(
                        "{'model':'m','stream':true,'stream_options':{'include_usage':true,'x':1}," + MESSAGES + "}"));
    }

    @Test
    void usageThatTheClientAsksForIsNoChange() {
        ChatRequest request =
                read("{'model':'m'," + MESSAGES + ",'stream':true,'stream_options':{'include_usage':true}}");
        ProviderRequest translated = dialect.request(request, SAME);
        assertThat(translated.body()).isSameAs(request.body());
        assertThat(translated.context().includeUsage()).isTrue();
        assertThat(translated.context().stream()).isTrue();
    }

    @Test
    void serverWithoutStreamOptionsGetsNone() {
        ModelTarget target = Targets.of("m", "other", new Quirks(null, false, 0, null));
        assertThat(sent("{'model':'m'," + MESSAGES + ",'stream':true,'stream_options':{'include_usage':true}}", target))
                .isEqualTo(json("{'model':'m'," + MESSAGES + ",'stream':true}"));
    }

    @Test
    void reasoningModelsTakeNoSampling() {
        ProviderRequest translated = dialect.request(
                read(
                        "{'temperature':0.5,'model':'m','top_p':1,'presence_penalty':0,'frequency_penalty':0,'logprobs':true,"
                                + "'top_logprobs':1,'logit_bias':{}," + MESSAGES + ",'max_tokens' : 100}"),
                Targets.of("o3", "gpt-reasoning"));
        assertThat(new String(translated.body(), UTF_8))
                .isEqualTo(json("{'model':'o3'," + MESSAGES + ",'max_completion_tokens' : 100}"));
        assertThat(translated.dropped())
                .containsExactly(
                        "temperature",
                        "top_p",
                        "presence_penalty",
                        "frequency_penalty",
                        "logprobs",
                        "top_logprobs",
                        "logit_bias");
    }

    @Test
    void reasoningModelsThatDoNotReasonTakeSampling() {
        String body = "{'model':'m','temperature':0.5,'reasoning_effort':'none'," + MESSAGES + "}";
        assertThat(sent(body, Targets.of("m", "gpt-reasoning"))).isEqualTo(json(body));
    }

    @Test
    void ofBothOutputLimitsTheNewerCounts() {
        ProviderRequest translated = dialect.request(
                read("{'model':'m','max_tokens':5,'max_completion_tokens':7," + MESSAGES + "}"),
                Targets.of("m", "gpt"));
        assertThat(new String(translated.body(), UTF_8))
                .isEqualTo(json("{'model':'m','max_completion_tokens':7," + MESSAGES + "}"));
        assertThat(translated.dropped()).containsExactly("max_tokens");
    }

    @Test
    void serverHasItsOwnNameForTheOutputLimit() {
        ModelTarget target = Targets.of("m", "other", new Quirks("max_tokens", true, 0, null));
        assertThat(sent("{'model':'m','max_tokens':5,'max_completion_tokens':7," + MESSAGES + "}", target))
                .isEqualTo(json("{'model':'m','max_tokens':7," + MESSAGES + "}"));
        assertThat(sent("{'model':'m','max_tokens':null,'max_completion_tokens':7," + MESSAGES + "}", target))
                .isEqualTo(json("{'model':'m','max_tokens':7," + MESSAGES + "}"));
        assertThat(sent("{'model':'m','max_tokens':5," + MESSAGES + "}", target))
                .isEqualTo(json("{'model':'m','max_tokens':5," + MESSAGES + "}"));
    }

    @Test
    void w06ChoiceAmongNoToolsIsLeftOut() {
        assertThat(sent("{'model':'m','tool_choice':'auto'," + MESSAGES + "}", SAME))
                .isEqualTo(json("{'model':'m'," + MESSAGES + "}"));
        assertThat(sent("{'model':'m'," + MESSAGES + ",'tools':[],'tool_choice':'none'}", SAME))
                .isEqualTo(json("{'model':'m'," + MESSAGES + "}"));
    }

    @Test
    void foreignFieldsAreTakenOutOfHistory() {
        ProviderRequest translated = dialect.request(
                read(
                        "{'model':'m','messages':[{'role':'user','content':[ {'type':'text','text':'\\u00e9 1.10','cache_control':{'type':'ephemeral'}} ]},"
                                + " {'thinking_blocks':[{'type':'thinking','thinking':'hm','signature':'s'}],'role':'assistant','reasoning_content':'hm', 'content':'ok'},"
                                + "{'role':'user','content':'hi','cache_control':{}}],"
                                + "'tools':[{'type':'function','function':{'name':'f'},'cache_control':{}}]}"),
                SAME);
        assertThat(new String(translated.body(), UTF_8))
                .isEqualTo(json(
                        "{'model':'m','messages':[{'role':'user','content':[ {'type':'text','text':'\\u00e9 1.10'} ]},"
                                + " {'role':'assistant', 'content':'ok'},{'role':'user','content':'hi'}],"
                                + "'tools':[{'type':'function','function':{'name':'f'}}]}"));
        assertThat(translated.dropped()).containsExactly("cache_control", "thinking_blocks", "reasoning_content");
    }

    /** DeepSeek and Kimi refuse a call of a tool without the thoughts before it, Google one without its signature. */
    @Test
    void whatACompatibleServerHasThoughtGoesBackToIt() {
        String messages = "'messages':[{'role':'user','content':'hi'},{'role':'assistant','reasoning_content':'hm',"
                + "'tool_calls':[{'id':'a','type':'function','function':{'name':'f','arguments':'{}'},"
                + "'extra_content':{'google':{'thought_signature':'s'}}}]},"
                + "{'role':'tool','tool_call_id':'a','content':'1'}]";
        String request = "{'model':'m'," + messages + "}";
        assertThat(sent(request, Targets.of("m", ""))).isEqualTo(json(request));
        assertThat(sent(request, Targets.gpt4o("m"))).doesNotContain("hm", "thought_signature");
    }

    @Test
    void thoughtsOfAnotherProviderDoNot() {
        String before = "{'model':'m','messages':[{'role':'user','content':'hi'},{'role':'assistant','content':'ok'";
        assertThat(sent(
                        before + ",'reasoning_content':'hm','thinking_blocks':[{'type':'thinking','thinking':'hm',"
                                + "'signature':'s'}]}]}",
                        Targets.of("m", "")))
                .isEqualTo(json(before + "}]}"));
    }

    @Test
    void whoThoughtAndSaidNothingSaysAnEmptyText() {
        assertThat(said("{'role':'assistant','reasoning_content':'hm'}"))
                .isEqualTo("{'role':'assistant','content':''}");
        assertThat(said("{'thinking_blocks':[],'role':'assistant','content':null,'refusal':null}"))
                .isEqualTo("{'role':'assistant','content':'','refusal':null}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'content':'ok'",
                "'content':null,'function_call':{'name':'f','arguments':'{}'}",
                "'refusal':'No.'",
                "'audio':{'id':'a'}"
            })
    void whoThoughtAndSaidSomethingSaysThatAlone(String something) {
        assertThat(said("{'reasoning_content':'hm','role':'assistant'," + something + "}"))
                .isEqualTo("{'role':'assistant'," + something + "}");
    }

    /** What becomes of a message. */
    private String said(String message) {
        String before = "{'model':'m','messages':[{'role':'user','content':'hi'},";
        String sent = sent(before + message + "]}", Targets.gpt4o("m")).replace('"', '\'');
        assertThat(sent).startsWith(before).endsWith("]}");
        return sent.substring(before.length(), sent.length() - 2);
    }

    @Test
    void foreignTopLevelFieldsAreNotForGptButForOthers() {
        String body = "{'model':'m','thinking':{'type':'enabled','budget_tokens':1024},'top_k':5," + MESSAGES + "}";
        ProviderRequest translated = dialect.request(read(body), Targets.of("m", "gpt"));
        assertThat(new String(translated.body(), UTF_8)).isEqualTo(json("{'model':'m'," + MESSAGES + "}"));
        assertThat(translated.dropped()).containsExactly("thinking", "top_k");
        assertThat(sent(body, SAME)).isEqualTo(json(body));
    }

    @Test
    void serverKnowsOneRoleForTheSystem() {
        ModelTarget target = Targets.of("m", "other", new Quirks(null, true, 1, "system"));
        assertThat(sent(
                        "{'model':'m','messages':[ {'role' : 'developer','content':'a'},{'role':'system','content':'b'},{'role':'user','content':'c'}]}",
                        target))
                .isEqualTo(
                        json(
                                "{'model':'m','messages':[ {'role' : 'system','content':'a'},{'role':'system','content':'b'},{'role':'user','content':'c'}]}"));
        assertThat(dialect.request(read("{'model':'m'," + MESSAGES + "}"), target)
                        .context()
                        .toolIndexFrom())
                .isEqualTo(1);
    }

    @Test
    void modelIsEscaped() {
        assertThat(sent("{'model':'m'," + MESSAGES + "}", Targets.of("a\"b/c", "other")))
                .startsWith("{\"model\":\"a\\\"b/c\",");
    }

    private String sent(String body, ModelTarget target) {
        return new String(dialect.request(read(body), target).body(), UTF_8);
    }

    private static ChatRequest read(String body) {
        return new ChatRequestReader().read(json(body).getBytes(UTF_8));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
