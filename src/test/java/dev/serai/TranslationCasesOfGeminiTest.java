package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The bugs of others with Gemini, by the numbers of their table in wire.md, section 16. */
class TranslationCasesOfGeminiTest {
    private static final String HI = "'messages':[{'role':'user','content':'Hi'}]";
    private static final String TOOL = "'tools':[{'type':'function','function':{'name':'a','parameters':SCHEMA}}]";
    private static final String LOOP = "'messages':[{'role':'user','content':'Hi'},"
            + "{'role':'assistant','content':null,'tool_calls':[{'id':'ID1','type':'function','function':{'name':'a','arguments':'{}'}},"
            + "{'id':'ID2','type':'function','function':{'name':'a','arguments':'{}'}}]},"
            + "{'role':'tool','tool_call_id':'ID2','content':'two'},{'role':'tool','tool_call_id':'ID1','content':'one'}]";

    @Test
    @DisplayName("9: Gemini 3's second turn of a tool loop, the client keeps no extras: a stand-in for the signature")
    void case9() {
        JsonNode call = Dialogue.gemini("gemini-3-flash", "{" + tool("{'type':'object'}") + "," + LOOP + "}")
                .sent()
                .at("/contents/1/parts/0");
        assertThat(call.has("functionCall")).isTrue();
        assertThat(call.path("thoughtSignature").asText()).isNotEmpty();
    }

    @Test
    @DisplayName("20: a schema with words that Gemini refuses: sent without them")
    void case20() {
        String schema = "{'type':'object','propertyNames':{'pattern':'a'},'properties':{"
                + "'n':{'type':'integer','exclusiveMinimum':0,'enum':[1,2]},'l':{'type':'array','uniqueItems':true,'items':{'type':'string'}},"
                + "'u':{'type':'string','format':'uri'}}}";
        String sent = Dialogue.gemini("gemini-2.0-flash", "{" + tool(schema) + "," + HI + "}")
                .sent()
                .path("tools")
                .toString();
        assertThat(sent)
                .contains("\"n\"", "\"l\"", "\"u\"")
                .doesNotContain("exclusiveMinimum", "uniqueItems", "propertyNames", "\"uri\"", "[1,2]");
    }

    @Test
    @DisplayName("21: {minimum: 0, exclusiveMinimum: 10} of an integer: minimum 11")
    void case21() {
        String schema = "{'type':'object','properties':{'n':{'type':'integer','minimum':0,'exclusiveMinimum':10}}}";
        JsonNode sent = Dialogue.gemini("gemini-2.0-flash", "{" + tool(schema) + "," + HI + "}")
                .sent();
        assertThat(sent.findValues("minimum")).extracting(JsonNode::asInt).containsExactly(11);
    }

    @Test
    @DisplayName(
            "25: two calls of one function, their results the other way round: results in the calls' order, in one content")
    void case25() {
        JsonNode results = Dialogue.gemini("gemini-2.5-flash", "{" + tool("{'type':'object'}") + "," + LOOP + "}")
                .sent()
                .at("/contents/2/parts");
        assertThat(results).hasSize(2);
        assertThat(results.get(0).toString()).contains("one");
        assertThat(results.get(1).toString()).contains("two");
    }

    @Test
    @DisplayName("28: Gemini's RetryInfo of 12.3 s: Retry-After 13")
    void case28() {
        assertThat(Dialogue.gemini("gemini-2.5-flash", "{" + HI + "}")
                        .refused(
                                429,
                                "{'error':{'code':429,'message':'slow down','status':'RESOURCE_EXHAUSTED','details':["
                                        + "{'@type':'type.googleapis.com/google.rpc.RetryInfo','retryDelay':'12.3s'}]}}")
                        .retryAfterSeconds())
                .isEqualTo(13);
    }

    @Test
    @DisplayName("35: a blocked prompt, no candidates: one choice, content_filter, with usage")
    void case35() {
        JsonNode answer = Dialogue.gemini("gemini-2.5-flash", "{" + HI + "}")
                .answer(
                        "{'promptFeedback':{'blockReason':'SAFETY'},'usageMetadata':{'promptTokenCount':5,'totalTokenCount':5}}");
        assertThat(answer.path("choices")).hasSize(1);
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("content_filter");
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(5);
    }

    @Test
    @DisplayName(
            "50: a loop that Gemini began goes on at Bedrock: ids of 64 characters at most, and nothing of Gemini's")
    void case50() {
        String begun = LOOP.replace("ID1", "call_1__thought__" + "A".repeat(200))
                .replace(
                        "'function':{'name'",
                        "'extra_content':{'google':{'thought_signature':'c2ln'}},'function':{'name'");
        JsonNode sent = Dialogue.converse("nova-pro", "{" + tool("{'type':'object'}") + "," + begun + "}")
                .sent();
        List<String> ids = sent.findValuesAsText("toolUseId");
        assertThat(ids).hasSize(4).allMatch(id -> id.matches("[a-zA-Z0-9_.:-]{1,64}"));
        assertThat(sent.toString()).doesNotContain("c2ln", "extra_content", "thought");
    }

    private static String tool(String schema) {
        return TOOL.replace("SCHEMA", schema);
    }
}
