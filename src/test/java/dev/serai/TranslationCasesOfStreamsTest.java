package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.streams.ServerSentEvents;
import dev.serai.streams.StreamEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The bugs of others in streams, by the numbers of their table in wire.md, section 16. Rows 18, 29 and 30 are in {@code
 * TranslationCasesOfMessagesTest} and where that points to; 40 is about {@code /v1/responses}.
 */
class TranslationCasesOfStreamsTest {
    private static final String ASK = "{'stream':true,'messages':[{'role':'user','content':'Hi'}]}";
    private static final String TOOLS = "{'stream':true,'messages':[{'role':'user','content':'Hi'}],"
            + "'tools':[{'type':'function','function':{'name':'a','parameters':{'type':'object'}}},"
            + "{'type':'function','function':{'name':'b','parameters':{'type':'object'}}}]}";

    @Test
    @DisplayName("1: text block 0 and toolUse block 1: the choice's index is always 0")
    void case1() {
        List<JsonNode> chunks = Dialogue.converse("claude-sonnet-4-5", TOOLS).events("""
                messageStart {'role':'assistant'}
                contentBlockDelta {'contentBlockIndex':0,'delta':{'text':'So'}}
                contentBlockStop {'contentBlockIndex':0}
                contentBlockStart {'contentBlockIndex':1,'start':{'toolUse':{'toolUseId':'t1','name':'a'}}}
                contentBlockDelta {'contentBlockIndex':1,'delta':{'toolUse':{'input':'{}'}}}
                contentBlockStop {'contentBlockIndex':1}
                messageStop {'stopReason':'tool_use'}
                metadata {'usage':{'inputTokens':1,'outputTokens':1}}""");
        assertThat(chunks)
                .flatExtracting(chunk -> chunk.findValues("choices").get(0).findValuesAsText("finish_reason"))
                .contains("tool_calls");
        assertThat(chunks)
                .extracting(chunk -> chunk.at("/choices/0/index").asInt(-1))
                .containsOnly(0);
    }

    @Test
    @DisplayName("2: parallel toolUse blocks 1 and 2: calls 0 and 1, their arguments apart")
    void case2() {
        List<JsonNode> chunks = Dialogue.converse("claude-sonnet-4-5", TOOLS).events("""
                messageStart {'role':'assistant'}
                contentBlockStart {'contentBlockIndex':1,'start':{'toolUse':{'toolUseId':'t1','name':'a'}}}
                contentBlockStart {'contentBlockIndex':2,'start':{'toolUse':{'toolUseId':'t2','name':'b'}}}
                contentBlockDelta {'contentBlockIndex':2,'delta':{'toolUse':{'input':'{\\"y\\":2}'}}}
                contentBlockDelta {'contentBlockIndex':1,'delta':{'toolUse':{'input':'{\\"x\\":1}'}}}
                contentBlockStop {'contentBlockIndex':1}
                contentBlockStop {'contentBlockIndex':2}
                messageStop {'stopReason':'tool_use'}""");
        assertThat(arguments(chunks, 0)).isEqualTo("{\"x\":1}");
        assertThat(arguments(chunks, 1)).isEqualTo("{\"y\":2}");
        assertThat(ids(chunks)).containsExactly("t1", "t2");
    }

    @Test
    @DisplayName("3: thinking 0, text 1, tools 3 and 5: calls 0 and 1")
    void case3() {
        List<JsonNode> chunks = Dialogue.converse("claude-sonnet-4-5", TOOLS).events("""
                messageStart {'role':'assistant'}
                contentBlockDelta {'contentBlockIndex':0,'delta':{'reasoningContent':{'text':'Hm'}}}
                contentBlockStop {'contentBlockIndex':0}
                contentBlockDelta {'contentBlockIndex':1,'delta':{'text':'So'}}
                contentBlockStop {'contentBlockIndex':1}
                contentBlockStart {'contentBlockIndex':3,'start':{'toolUse':{'toolUseId':'t1','name':'a'}}}
                contentBlockStop {'contentBlockIndex':3}
                contentBlockStart {'contentBlockIndex':5,'start':{'toolUse':{'toolUseId':'t2','name':'b'}}}
                contentBlockStop {'contentBlockIndex':5}
                messageStop {'stopReason':'tool_use'}""");
        assertThat(indexes(chunks)).containsOnly(0, 1);
        assertThat(ids(chunks)).containsExactly("t1", "t2");
    }

    @Test
    @DisplayName("4: an OpenAI-kind server that counts its calls from 1: they are counted from 0")
    void case4() {
        List<JsonNode> chunks = Dialogue.openAi(TOOLS).data("""
                {'id':'c','choices':[{'index':0,'delta':{'role':'assistant','tool_calls':[{'index':1,'id':'t1','type':'function','function':{'name':'a','arguments':''}}]},'finish_reason':null}]}
                {'id':'c','choices':[{'index':0,'delta':{'tool_calls':[{'index':1,'function':{'arguments':'{}'}}]},'finish_reason':null}]}
                {'id':'c','choices':[{'index':0,'delta':{},'finish_reason':'tool_calls'}]}
                [DONE]""");
        assertThat(indexes(chunks)).containsOnly(0);
    }

    @Test
    @DisplayName("5: a tool without arguments: {}, not an empty string")
    void case5() {
        List<JsonNode> chunks = Dialogue.converse("claude-sonnet-4-5", TOOLS).events("""
                messageStart {'role':'assistant'}
                contentBlockStart {'contentBlockIndex':0,'start':{'toolUse':{'toolUseId':'t1','name':'a'}}}
                contentBlockStop {'contentBlockIndex':0}
                messageStop {'stopReason':'tool_use'}""");
        assertThat(arguments(chunks, 0)).isEqualTo("{}");
        JsonNode whole = Dialogue.anthropic("claude-sonnet-4-5", TOOLS)
                .answer(
                        "{'id':'m','type':'message','role':'assistant','stop_reason':'tool_use',"
                                + "'content':[{'type':'tool_use','id':'t1','name':'a'}],'usage':{'input_tokens':1,'output_tokens':1}}");
        assertThat(whole.at("/choices/0/message/tool_calls/0/function/arguments")
                        .asText())
                .isEqualTo("{}");
    }

    @Test
    @DisplayName("16: \"error\": null is no error")
    void case16() {
        assertThat(Dialogue.openAi(ASK).data("""
                {'id':'c','error':null,'choices':[{'index':0,'delta':{'role':'assistant','content':'Hi'},'finish_reason':null}]}
                {'id':'c','error':null,'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}
                [DONE]""")).hasSize(2);
    }

    @Test
    @DisplayName("22: Azure's first chunk, without choices and id: swallowed, the client's first has the role")
    void case22() {
        List<JsonNode> chunks = Dialogue.openAi(ASK).data("""
                {'choices':[],'created':0,'id':'','model':'','object':'','prompt_filter_results':[{'prompt_index':0,'content_filter_results':{}}]}
                {'id':'c','choices':[{'index':0,'delta':{'role':'assistant','content':''},'finish_reason':null}]}
                {'id':'c','choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}
                [DONE]""");
        assertThat(chunks).hasSize(2);
        assertThat(chunks.get(0).at("/choices/0/delta/role").asText()).isEqualTo("assistant");
    }

    @Test
    @DisplayName("36: include_usage: one chunk of it without choices, and none where it is not asked for")
    void case36() {
        String events = """
                messageStart {'role':'assistant'}
                contentBlockDelta {'contentBlockIndex':0,'delta':{'text':'Hi'}}
                contentBlockStop {'contentBlockIndex':0}
                messageStop {'stopReason':'end_turn'}
                metadata {'usage':{'inputTokens':1,'outputTokens':1}}""";
        String asking = ASK.replace("'stream':true", "'stream':true,'stream_options':{'include_usage':true}");
        List<JsonNode> asked = Dialogue.converse("claude-sonnet-4-5", asking).events(events);
        assertThat(asked)
                .filteredOn(chunk -> chunk.path("usage").isObject())
                .singleElement()
                .satisfies(chunk -> assertThat(chunk.path("choices")).isEmpty());
        assertThat(asked).allSatisfy(chunk -> assertThat(chunk.has("usage")).isTrue());
        assertThat(Dialogue.converse("claude-sonnet-4-5", ASK).events(events))
                .noneMatch(chunk -> chunk.path("usage").isObject());
    }

    @Test
    @DisplayName("37: a chunk without choices for whatever reason: nothing breaks, and the client gets none")
    void case37() {
        assertThat(Dialogue.openAi(ASK).data("""
                {'id':'c','choices':[{'index':0,'delta':{'role':'assistant','content':'Hi'},'finish_reason':null}]}
                {'id':'c','choices':[]}
                {'id':'c','choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}
                [DONE]""")).hasSize(2);
    }

    @Test
    @DisplayName("38: an emoji of four bytes, torn by two reads, stays whole")
    void case38() {
        byte[] bytes = "data: {\"a\":\"😀\"}\n\n".getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            List<StreamEvent> events = new ArrayList<>();
            ServerSentEvents decoder = new ServerSentEvents();
            decoder.feed(bytes, 0, cut, events::add);
            decoder.feed(bytes, cut, bytes.length - cut, events::add);
            assertThat(events).singleElement().satisfies(event -> assertThat(event.text())
                    .isEqualTo("{\"a\":\"😀\"}"));
        }
    }

    @Test
    @DisplayName("45: a tool call streamed, the provider says end_turn: tool_calls")
    void case45() {
        List<JsonNode> chunks = Dialogue.converse("nova-pro", TOOLS).events("""
                messageStart {'role':'assistant'}
                contentBlockStart {'contentBlockIndex':0,'start':{'toolUse':{'toolUseId':'t1','name':'a'}}}
                contentBlockStop {'contentBlockIndex':0}
                messageStop {'stopReason':'end_turn'}""");
        assertThat(chunks.get(chunks.size() - 1).at("/choices/0/finish_reason").asText())
                .isEqualTo("tool_calls");
    }

    private static List<JsonNode> fragments(List<JsonNode> chunks) {
        return chunks.stream()
                .map(chunk -> chunk.at("/choices/0/delta/tool_calls/0"))
                .filter(JsonNode::isObject)
                .toList();
    }

    private static List<Integer> indexes(List<JsonNode> chunks) {
        return fragments(chunks).stream()
                .map(call -> call.path("index").asInt(-1))
                .toList();
    }

    private static List<String> ids(List<JsonNode> chunks) {
        return fragments(chunks).stream()
                .map(call -> call.path("id").textValue())
                .filter(Objects::nonNull)
                .toList();
    }

    private static String arguments(List<JsonNode> chunks, int index) {
        return fragments(chunks).stream()
                .filter(call -> call.path("index").asInt(-1) == index)
                .map(call -> call.at("/function/arguments").asText())
                .collect(Collectors.joining());
    }
}
