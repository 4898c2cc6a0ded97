package dev.serai.dialects.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.dialects.MessagesRequest;
import dev.serai.dialects.ProviderRequest;
import dev.serai.dialects.TestTargets;
import dev.serai.dialects.TokenCountRequest;
import dev.serai.dialects.messages.MessagesRequestReader;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversations are written in words of {@link #message}, with commas between. */
class LostThoughtsTest {
    private static final String BUDGET = "{'type':'enabled','budget_tokens':2000}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text,call,result",
                "text,foreign+call,result",
                "text,call,result,foreign+call,result",
                "text,call,result+text",
                "text,call,result,text",
                "text,call,system,result",
                "text,signed+answer,text,call,result",
                "text,signed+call,result,answer,text,call,result",
            })
    void aLoopWithoutThoughtsGoesOnWithout(String conversation) throws IOException {
        ProviderRequest sent = sent("claude-sonnet-4-5", BUDGET, conversation);
        assertThat(json(sent).path("thinking").toString()).isEqualTo("{\"type\":\"disabled\"}");
        assertThat(sent.dropped()).containsExactly("thinking");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text",
                "text,answer,text",
                "text,call,result,answer,text",
                "text,signed+call,result",
                "text,redacted+call,result",
                "text,signed+call,result,call,result",
                "text,call,result,signed+call,result",
                "text,call,result,answer",
            })
    void whoThinksOrBeginsAnewThinks(String conversation) throws IOException {
        ProviderRequest sent = sent("claude-sonnet-4-5", BUDGET, conversation);
        assertThat(json(sent).at("/thinking/type").asText()).isEqualTo("enabled");
        assertThat(sent.dropped()).isEmpty();
    }

    /** Not the model decides, but the mode that it is asked for. */
    @Test
    void whoMayThinkAsItLikesIsHeldToABudgetToo() throws IOException {
        ProviderRequest sent = sent("claude-opus-4-6", BUDGET, "text,call,result");
        assertThat(json(sent).path("thinking").toString()).isEqualTo("{\"type\":\"disabled\"}");
        assertThat(sent.dropped()).containsExactly("thinking");
    }

    @Test
    void otherModelsThinkOnAndWhoDoesNotThinkIsNotTold() throws IOException {
        ProviderRequest adaptive = sent("claude-opus-4-6", "{'type':'adaptive'}", "text,call,result");
        assertThat(json(adaptive).at("/thinking/type").asText()).isEqualTo("adaptive");
        ProviderRequest off = sent("claude-sonnet-4-5", "{'type':'disabled'}", "text,call,result");
        assertThat(off.dropped()).isEmpty();
        ProviderRequest unsaid = sent("claude-sonnet-4-5", "null", "text,call,result");
        assertThat(unsaid.dropped()).isEmpty();
    }

    @Test
    void theEditOfThoughtsGoesWithThem() throws IOException {
        String clearing = "{'type':'clear_thinking_20251015','keep':'all'}";
        ProviderRequest alone = sent(
                "claude-sonnet-4-5", BUDGET + ",'context_management':{'edits':[" + clearing + "]}", "text,call,result");
        assertThat(json(alone).has("context_management")).isFalse();
        assertThat(alone.dropped()).containsExactly("thinking", "context_management");
        String others = "{'edits':[{'type':'clear_tool_uses_20250919'}],'new':1.10}";
        ProviderRequest among = sent(
                "claude-sonnet-4-5",
                BUDGET + ",'context_management':" + others.replace("]", "," + clearing + "]"),
                "text,call,result");
        assertThat(new String(among.body(), UTF_8)).contains("\"context_management\":" + others.replace('\'', '"'));
        ProviderRequest kept =
                sent("claude-sonnet-4-5", BUDGET + ",'context_management':" + others, "text,call,result");
        assertThat(kept.dropped()).containsExactly("thinking");
        ProviderRequest thinking =
                sent("claude-sonnet-4-5", BUDGET + ",'context_management':{'edits':[" + clearing + "]}", "text");
        assertThat(json(thinking).at("/context_management/edits")).hasSize(1);
    }

    @Test
    void itIsCountedAsItIsAsked() throws IOException {
        ProviderRequest sent = new AnthropicTokenCount()
                .request(
                        new TokenCountRequest(request(BUDGET, "text,call,result")),
                        TestTargets.target("anthropic", "claude-sonnet-4-5", Map.of()));
        assertThat(json(sent).at("/thinking/type").asText()).isEqualTo("disabled");
        assertThat(sent.dropped()).containsExactly("thinking");
    }

    private static ProviderRequest sent(String model, String thinking, String conversation) {
        return new AnthropicMessages()
                .request(request(thinking, conversation), TestTargets.target("anthropic", model, Map.of()));
    }

    private static MessagesRequest request(String thinking, String conversation) {
        List<String> messages = List.of(conversation.split(",")).stream()
                .map(LostThoughtsTest::message)
                .toList();
        String body = "{'model':'m','max_tokens':4000,'thinking':" + thinking + ",'messages':["
                + String.join(",", messages) + "]}";
        return new MessagesRequestReader().read(body.replace('\'', '"').getBytes(UTF_8), null, null);
    }

    private static String message(String words) {
        List<String> blocks = List.of(words.split("\\+")).stream()
                .map(word -> switch (word) {
                    case "call" -> "{'type':'tool_use','id':'c','name':'f','input':{}}";
                    case "result" -> "{'type':'tool_result','tool_use_id':'c','content':'Rain'}";
                    case "signed" -> "{'type':'thinking','thinking':'Hm.','signature':'c2ln'}";
                    case "foreign" -> "{'type':'thinking','thinking':'Hm.','signature':''}";
                    case "redacted" -> "{'type':'redacted_thinking','data':'ZGF0YQ=='}";
                    default -> "{'type':'text','text':'" + word + "'}";
                })
                .toList();
        String role = words.startsWith("text") || words.startsWith("result")
                ? "user"
                : words.equals("system") ? "system" : "assistant";
        return "{'role':'" + role + "','content':[" + String.join(",", blocks) + "]}";
    }

    private static JsonNode json(ProviderRequest sent) throws IOException {
        return new ObjectMapper().readTree(sent.body());
    }
}
