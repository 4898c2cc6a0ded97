package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.ChatAnswer;
import dev.serai.errors.GatewayException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The bugs of others in requests and whole answers, by the numbers of their table in wire.md, section 16. */
class TranslationCasesOfRequestsTest {
    private static final String HI = "'messages':[{'role':'user','content':'Hi'}]";
    private static final String TOOL =
            "'tools':[{'type':'function','function':{'name':'a','parameters':{'type':'object','properties':{}}}}]";
    private static final String LOOP = "'messages':[{'role':'user','content':'Hi'},"
            + "{'role':'assistant','content':'','tool_calls':[{'id':'ID1','type':'function','function':{'name':'a','arguments':'{}'}},"
            + "{'id':'ID2','type':'function','function':{'name':'a','arguments':'{}'}}]},"
            + "{'role':'tool','tool_call_id':'ID2','content':'two'},{'role':'tool','tool_call_id':'ID1','content':'one'}]";

    @Test
    @DisplayName("6: tool_choice auto without tools: left out; a named one: 400 of ours")
    void case6() {
        assertThat(Dialogue.converse("nova-pro", "{'tool_choice':'auto'," + HI + "}")
                        .sent()
                        .has("toolConfig"))
                .isFalse();
        assertThatThrownBy(() -> Dialogue.converse(
                        "nova-pro", "{'tool_choice':{'type':'function','function':{'name':'a'}}," + HI + "}"))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refused -> assertThat(refused.error().param()).isEqualTo("tool_choice"));
    }

    @Test
    @DisplayName("7: tools to Converse are never dropped silently, not even for a model that nobody knows")
    void case7() {
        assertThat(Dialogue.converse("unknown-claude", "{" + TOOL + "," + HI + "}")
                        .sent()
                        .at("/toolConfig/tools/0/toolSpec/name")
                        .asText())
                .isEqualTo("a");
    }

    @Test
    @DisplayName("8: calls in the history, no tools in the request: a toolConfig for Claude, words for others")
    void case8() {
        assertThat(Dialogue.converse("claude-sonnet-4-5", "{" + LOOP + "}")
                        .sent()
                        .at("/toolConfig/tools/0/toolSpec/name")
                        .asText())
                .isEqualTo("a");
        JsonNode nova = Dialogue.converse("nova-pro", "{" + LOOP + "}").sent();
        assertThat(nova.findValues("toolUse")).isEmpty();
        assertThat(nova.findValues("toolResult")).isEmpty();
    }

    @Test
    @DisplayName("10: redacted thinking goes back unchanged and first, in Converse's shape")
    void case10() {
        String thought = LOOP.replace(
                "'content':'','tool_calls'",
                "'content':'','thinking_blocks':[{'type':'redacted_thinking','data':'c2VjcmV0'}],'tool_calls'");
        JsonNode turn = Dialogue.converse(
                        "claude-sonnet-4-5", "{'reasoning_effort':'low'," + TOOL + "," + thought + "}")
                .sent()
                .at("/messages/1/content");
        assertThat(turn.get(0)).hasToString("{\"reasoningContent\":{\"redactedContent\":\"c2VjcmV0\"}}");
        assertThat(turn.get(1).has("toolUse")).isTrue();
    }

    @Test
    @DisplayName("11: Anthropic's usage of 10, 90 read, 5 written, 7: prompt 105, cached 90, written 5, total 112")
    void case11() {
        ChatAnswer answer = Dialogue.anthropic("claude-sonnet-4-5", "{" + HI + "}")
                .said(
                        "{'id':'m','type':'message','role':'assistant','stop_reason':'end_turn','content':[{'type':'text','text':'Hi'}],"
                                + "'usage':{'input_tokens':10,'cache_read_input_tokens':90,'cache_creation_input_tokens':5,'output_tokens':7}}");
        assertThat(answer.usage().promptTokens()).isEqualTo(105);
        assertThat(answer.usage().cacheRead()).isEqualTo(90);
        assertThat(answer.usage().cacheWrite()).isEqualTo(5);
        assertThat(answer.usage().totalTokens()).isEqualTo(112);
    }

    @Test
    @DisplayName("24: blank text beside an image, an empty text beside tool calls: left out")
    void case24() {
        JsonNode image = Dialogue.converse(
                        "nova-pro",
                        "{'messages':[{'role':'user','content':[{'type':'text','text':''},{'type':'image_url','image_url':"
                                + "{'url':'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs='}}]}]}")
                .sent()
                .at("/messages/0/content");
        assertThat(image).hasSize(1);
        assertThat(image.get(0).has("image")).isTrue();
        JsonNode calls = Dialogue.converse("nova-pro", "{" + TOOL + "," + LOOP + "}")
                .sent()
                .at("/messages/1/content");
        assertThat(calls).allSatisfy(block -> assertThat(block.has("toolUse")).isTrue());
    }

    @Test
    @DisplayName("27: temperature and top_p to Claude 4.5: only temperature")
    void case27() {
        Dialogue dialogue = Dialogue.converse("claude-sonnet-4-5", "{'temperature':0.5,'top_p':0.9," + HI + "}");
        assertThat(dialogue.sent().at("/inferenceConfig/temperature").asDouble())
                .isEqualTo(0.5);
        assertThat(dialogue.sent().at("/inferenceConfig").has("topP")).isFalse();
        assertThat(dialogue.dropped()).containsExactly("top_p");
    }

    @Test
    @DisplayName("34: Converse says guardrail_intervened: content_filter")
    void case34() {
        JsonNode answer = Dialogue.converse("nova-pro", "{" + HI + "}")
                .answer(
                        "{'output':{'message':{'role':'assistant','content':[{'text':'No.'}]}},'stopReason':'guardrail_intervened',"
                                + "'usage':{'inputTokens':1,'outputTokens':1}}");
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("content_filter");
    }

    @Test
    @DisplayName(
            "39: ids that are too long or of other characters, or alike in their beginning: valid, distinct, in agreement")
    void case39() {
        for (List<String> ids : List.of(
                List.of("a".repeat(90), "a".repeat(89) + "b"),
                List.of("call|1", "call:1"),
                List.of("call_abcdefgh1", "call_abcdefgh2"))) {
            String loop = LOOP.replace("ID1", ids.get(0)).replace("ID2", ids.get(1));
            for (String model : List.of("claude-sonnet-4-5", "mistral-large")) {
                JsonNode messages = Dialogue.converse(model, "{" + TOOL + "," + loop + "}")
                        .sent()
                        .path("messages");
                List<String> used = messages.findValuesAsText("toolUseId");
                assertThat(used).hasSize(4).allSatisfy(id -> assertThat(id)
                        .matches(model.startsWith("mistral") ? "[a-zA-Z0-9]{9}" : "[a-zA-Z0-9_.:-]{1,64}"));
                assertThat(used.subList(0, 2)).doesNotHaveDuplicates();
                assertThat(used.subList(2, 4)).containsExactly(used.get(1), used.get(0));
            }
        }
    }

    @Test
    @DisplayName("41: no max_tokens to Claude: as many as the model can")
    void case41() {
        assertThat(Dialogue.anthropic("claude-sonnet-4-5", "{" + HI + "}")
                        .sent()
                        .path("max_tokens")
                        .asInt())
                .isEqualTo(64000);
        assertThat(Dialogue.converse("claude-sonnet-4-5", "{" + HI + "}")
                        .sent()
                        .at("/inferenceConfig/maxTokens")
                        .asInt())
                .isEqualTo(64000);
    }

    @Test
    @DisplayName("42: max_tokens 50 to a model that thinks unasked: it does not think")
    void case42() {
        assertThat(Dialogue.anthropic("claude-sonnet-5", "{'max_tokens':50," + HI + "}")
                        .sent()
                        .at("/thinking/type")
                        .asText())
                .isEqualTo("disabled");
    }

    @Test
    @DisplayName("43: json_object without a schema: asked for in words, no tool that may stay empty")
    void case43() {
        JsonNode sent = Dialogue.converse("nova-pro", "{'response_format':{'type':'json_object'}," + HI + "}")
                .sent();
        assertThat(sent.has("toolConfig")).isFalse();
        assertThat(sent.at("/system/0/text").asText()).contains("JSON");
    }

    @Test
    @DisplayName("44: a schema beside the client's tools, and the model calls the client's: that is the answer")
    void case44() {
        JsonNode answer = Dialogue.converse(
                        "nova-pro",
                        "{'response_format':{'type':'json_schema','json_schema':{'name':'s','schema':{'type':'object'}}},"
                                + TOOL + "," + HI + "}")
                .answer(
                        "{'output':{'message':{'role':'assistant','content':[{'toolUse':{'toolUseId':'t','name':'a','input':{}}}]}},"
                                + "'stopReason':'tool_use','usage':{'inputTokens':1,'outputTokens':1}}");
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(answer.at("/choices/0/message/content").isNull()).isTrue();
    }

    @Test
    @DisplayName("46: two files of one odd name: two valid names, and a text beside them")
    void case46() {
        String file =
                "{'type':'file','file':{'filename':'Bericht v1.2\u3000(neu).pdf','file_data':'data:application/pdf;base64,JVBERi0xLjQK'}}";
        JsonNode content = Dialogue.converse(
                        "claude-sonnet-4-5", "{'messages':[{'role':'user','content':[" + file + "," + file + "]}]}")
                .sent()
                .at("/messages/0/content");
        List<String> names = content.findValuesAsText("name");
        assertThat(names)
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[A-Za-z0-9 ()\\[\\]-]{1,200}"));
        assertThat(content.findValues("text")).isNotEmpty();
    }

    @Test
    @DisplayName("47: cache marks behind a text document: the cache point waits for the next block")
    void case47() {
        JsonNode content = Dialogue.converse(
                        "claude-sonnet-4-5",
                        "{'messages':[{'role':'user','content':[{'type':'file','cache_control':{'type':'ephemeral'},'file':"
                                + "{'filename':'a.txt','file_data':'data:text/plain;base64,U3Vy'}},{'type':'text','text':'What is it?'}]}]}")
                .sent()
                .at("/messages/0/content");
        assertThat(content.get(0).has("document")).isTrue();
        assertThat(content.get(1).has("text")).isTrue();
        assertThat(content.get(2).has("cachePoint")).isTrue();
    }

    @Test
    @DisplayName("48: an image at 169.254.169.254: 400, before anything is called")
    void case48() {
        assertThatThrownBy(
                        () -> Dialogue.anthropic(
                                "claude-sonnet-4-5",
                                "{'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'http://169.254.169.254/latest'}}]}]}"))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refused -> assertThat(refused.error().status()).isEqualTo(400));
    }
}
