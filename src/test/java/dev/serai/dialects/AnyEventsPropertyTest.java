package dev.serai.dialects;

import dev.serai.dialects.anthropic.AnthropicDialect;
import dev.serai.dialects.converse.ConverseDialect;
import dev.serai.dialects.gemini.GeminiDialect;
import dev.serai.dialects.openai.OpenAiDialect;
import dev.serai.streams.StreamEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever events a provider sends, in whatever order: what the client gets is a legal stream, or a legal one that breaks. */
class AnyEventsPropertyTest {
    @Property(tries = 2000)
    void ofConverse(@ForAll("converse") List<StreamEvent> events, @ForAll boolean usage, @ForAll boolean forbidden) {
        check(new ConverseDialect(), events, usage, forbidden);
    }

    @Property(tries = 2000)
    void ofAnthropic(@ForAll("anthropic") List<StreamEvent> events, @ForAll boolean usage, @ForAll boolean forbidden) {
        check(new AnthropicDialect(), events, usage, forbidden);
    }

    @Property(tries = 2000)
    void ofOpenAi(@ForAll("openai") List<StreamEvent> events, @ForAll boolean usage) {
        LegalStream.checkPassedThrough(run(new OpenAiDialect(), events, usage, false), usage);
    }

    @Property(tries = 2000)
    void ofGemini(@ForAll("gemini") List<StreamEvent> events, @ForAll boolean usage) {
        check(new GeminiDialect(), events, usage, false);
    }

    private static void check(ChatDialect dialect, List<StreamEvent> events, boolean usage, boolean forbidden) {
        LegalStream.check(run(dialect, events, usage, forbidden), usage);
    }

    private static List<String> run(ChatDialect dialect, List<StreamEvent> events, boolean usage, boolean forbidden) {
        String options = usage ? ",\"stream_options\":{\"include_usage\":true}" : "";
        String tools =
                ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":{\"type\":\"object\"}}}]"
                        + (forbidden ? ",\"tool_choice\":\"none\"" : "");
        ChatRequest request = new ChatRequestReader()
                .read(("{\"model\":\"m\",\"stream\":true" + options + tools
                                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
                        .getBytes(StandardCharsets.UTF_8));
        ProviderRequest sent =
                dialect.request(request, TestTargets.target(dialect.name(), "claude-sonnet-4-5", Map.of()));
        return LegalStream.of(dialect.stream(sent.context()), events);
    }

    @Provide
    Arbitrary<List<StreamEvent>> converse() {
        return events(
                "messageStart {'role':'assistant'}",
                "contentBlockStart {'contentBlockIndex':0,'start':{'toolUse':{'toolUseId':'t0','name':'a'}}}",
                "contentBlockStart {'contentBlockIndex':1,'start':{'toolUse':{'toolUseId':'t1','name':'a'}}}",
                "contentBlockDelta {'contentBlockIndex':0,'delta':{'toolUse':{'input':'{}'}}}",
                "contentBlockDelta {'contentBlockIndex':1,'delta':{'text':'Hi'}}",
                "contentBlockDelta {'contentBlockIndex':2,'delta':{'reasoningContent':{'text':'Hm'}}}",
                "contentBlockDelta {'contentBlockIndex':2,'delta':{'reasoningContent':{'signature':'c2ln'}}}",
                "contentBlockStop {'contentBlockIndex':0}",
                "contentBlockStop {'contentBlockIndex':1}",
                "contentBlockStop {'contentBlockIndex':2}",
                "messageStop {'stopReason':'end_turn'}",
                "messageStop {'stopReason':'tool_use'}",
                "messageStop {'stopReason':'malformed_model_output'}",
                "metadata {'usage':{'inputTokens':1,'outputTokens':1}}",
                "somethingNew {'a':1}");
    }

    @Provide
    Arbitrary<List<StreamEvent>> anthropic() {
        return events(
                "message_start {'type':'message_start','message':{'id':'m','usage':{'input_tokens':1}}}",
                "content_block_start {'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}",
                "content_block_start {'type':'content_block_start','index':1,'content_block':{'type':'tool_use','id':'t','name':'a','input':{}}}",
                "content_block_start {'type':'content_block_start','index':2,'content_block':{'type':'thinking','thinking':''}}",
                "content_block_delta {'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'Hi'}}",
                "content_block_delta {'type':'content_block_delta','index':1,'delta':{'type':'input_json_delta','partial_json':'{}'}}",
                "content_block_delta {'type':'content_block_delta','index':2,'delta':{'type':'thinking_delta','thinking':'Hm'}}",
                "content_block_stop {'type':'content_block_stop','index':0}",
                "content_block_stop {'type':'content_block_stop','index':1}",
                "content_block_stop {'type':'content_block_stop','index':2}",
                "message_delta {'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':{'output_tokens':1}}",
                "message_delta {'type':'message_delta','delta':{},'usage':{'output_tokens':2}}",
                "message_stop {'type':'message_stop'}",
                "ping {'type':'ping'}",
                "error {'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}}");
    }

    @Provide
    Arbitrary<List<StreamEvent>> openai() {
        return events(
                " {'id':'c','choices':[{'index':0,'delta':{'role':'assistant','content':''},'finish_reason':null}]}",
                " {'id':'c','choices':[{'index':0,'delta':{'content':'Hi'},'finish_reason':null}]}",
                " {'id':'c','choices':[{'index':0,'delta':{'tool_calls':[{'index':1,'id':'t','type':'function','function':{'name':'a','arguments':''}}]},'finish_reason':null}]}",
                " {'id':'c','choices':[]}",
                " {'id':'','choices':[],'prompt_filter_results':[]}",
                " {'id':'c','choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}",
                " {'id':'c','choices':[],'usage':{'prompt_tokens':1,'completion_tokens':1,'total_tokens':2}}",
                " {'error':{'message':'broken','type':'server_error'}}",
                " [DONE]");
    }

    @Provide
    Arbitrary<List<StreamEvent>> gemini() {
        return events(
                " {'candidates':[{'index':0,'content':{'role':'model','parts':[{'text':'Hi'}]}}]}",
                " {'candidates':[{'index':0,'content':{'role':'model','parts':[{'text':'Hm','thought':true}]}}]}",
                " {'candidates':[{'index':0,'content':{'role':'model','parts':[{'functionCall':{'name':'a','args':{}}}]}}]}",
                " {'candidates':[{'index':0,'content':{'role':'model','parts':[]},'finishReason':'STOP'}]}",
                " {'candidates':[{'index':0,'finishReason':'SAFETY'}]}",
                " {'promptFeedback':{'blockReason':'SAFETY'}}",
                " {'usageMetadata':{'promptTokenCount':1,'candidatesTokenCount':1,'totalTokenCount':2}}",
                " {'error':{'code':503,'message':'overloaded','status':'UNAVAILABLE'}}");
    }

    /** Some of these, in any order, each of the form {@code name {json}}. */
    private static Arbitrary<List<StreamEvent>> events(String... known) {
        return Arbitraries.of(known)
                .map(line -> {
                    int space = line.indexOf(' ');
                    byte[] data = line.substring(space + 1).replace('\'', '"').getBytes(StandardCharsets.UTF_8);
                    return new StreamEvent(false, line.substring(0, space), data);
                })
                .list()
                .ofMaxSize(14);
    }
}
