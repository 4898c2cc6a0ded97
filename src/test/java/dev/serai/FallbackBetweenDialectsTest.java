package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.FakeVertex;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A tool loop whose history was made elsewhere falls through one dialect after the other: each provider, as strict as the
 * real one, takes what it is sent, and nothing of what was made for another is in it.
 */
class FallbackBetweenDialectsTest {
    private static final String MAPPING = """
            model_mappings:
              through-claude: {default_provider: openai, providers: {openai: {model: gpt-4o}, anthropic: {model: claude-sonnet-4-5-20250929}, bedrock: {model: us.amazon.nova-lite-v1:0}}}
              through-mistral: {default_provider: anthropic, providers: {anthropic: {model: claude-sonnet-4-5-20250929}, openai: {model: gpt-4o}, bedrock: {model: mistral.mistral-large-2407-v1:0}}}
              through-gemini: {default_provider: vertex, providers: {vertex: {model: gemini-2.5-flash}, openai: {model: gpt-4o}, anthropic: {model: claude-sonnet-4-5-20250929}, bedrock: {model: us.amazon.nova-lite-v1:0}}}
              generic-first: {default_provider: oracle, providers: {oracle: {model: meta.llama-4-maverick-17b-128e-instruct-fp8}, ibm: {model: mistralai/mistral-large}}}
              generic-second: {default_provider: ibm, providers: {ibm: {model: mistralai/mistral-large}, oracle: {model: meta.llama-4-maverick-17b-128e-instruct-fp8}}}
              cohere-first: {default_provider: oracle, providers: {oracle: {model: cohere.command-r-plus-08-2024}, ibm: {model: mistralai/mistral-large}}}
              cohere-second: {default_provider: ibm, providers: {ibm: {model: mistralai/mistral-large}, oracle: {model: cohere.command-r-plus-08-2024}}}
            routing: {fallback: {enabled: true, providers: [openai, anthropic, bedrock, oracle, ibm], max_attempts: 3}}
            """;
    /** Ids as gateways make them of Gemini's, thoughts that Claude signed, and Google's signature where its compatible API has it. */
    private static final String LOOP = Dialogue.json("""
            {'model':'MODEL','tools':[{'type':'function','function':{'name':'get_weather','parameters':{'type':'object','properties':{'city':{'type':'string'}}}}}],
            'messages':[{'role':'user','content':'Hi'},
            {'role':'assistant','content':null,'reasoning_content':'I thought.',
            'thinking_blocks':[{'type':'thinking','thinking':'I thought.','signature':'c2lnbmVkLWJ5LWNsYXVkZQ=='}],
            'tool_calls':[{'id':'call_abc__thought__Q2lRQlhPRmpWQ0h2d3dtd2dtZVJRU0VoZ2h1QlFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQQ==','type':'function',
            'function':{'name':'get_weather','arguments':'{}'},'extra_content':{'google':{'thought_signature':'c2lnbmVkLWJ5LWdvb2dsZQ=='}}}]},
            {'role':'tool','tool_call_id':'call_abc__thought__Q2lRQlhPRmpWQ0h2d3dtd2dtZVJRU0VoZ2h1QlFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQQ==','content':'31 degrees'}]}
            """.replace("\n", ""));

    private static final ProviderFakes FAKES = new ProviderFakes();
    private static final FakeVertex VERTEX = FAKES.vertex;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        Map<String, String> environment = new HashMap<>(FAKES.environment());
        gateway = RunningGateway.start(MAPPING, environment);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        FAKES.close();
    }

    @BeforeEach
    void forget() {
        FAKES.reset();
        VERTEX.forget();
        VERTEX.recover();
    }

    @ParameterizedTest
    @ValueSource(strings = {"through-claude", "through-mistral"})
    void eachAttemptIsMadeOfTheOriginalRequest(String model) {
        FAKES.openai.enqueue(FAKES.openai.error(500));
        FAKES.anthropic.enqueue(FAKES.anthropic.error(500));
        HttpResponse<String> answer = gateway.chat(LOOP.replace("MODEL", model));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X-Attempts")).contains("3");
        FAKES.assertTreatedWell();
        assertThat(FAKES.anthropic.last().text())
                .contains("c2lnbmVkLWJ5LWNsYXVkZQ==")
                .doesNotContain("by-google");
        for (FakeProvider other : List.of(FAKES.openai, FAKES.bedrock)) {
            assertThat(other.last().text()).doesNotContain("I thought.").doesNotContain("c2lnbmVkLWJ5LWNsYXVkZQ==");
        }
        JsonNode bedrock = FAKES.bedrock.last().json();
        List<String> ids = bedrock.findValuesAsText("toolUseId");
        assertThat(ids).hasSize(2).doesNotContain("call_abc");
        assertThat(ids.get(0)).isEqualTo(ids.get(1));
        assertThat(FAKES.bedrock.last().text())
                .doesNotContain("c2lnbmVkLWJ5LWdvb2dsZQ==")
                .doesNotContain("__thought__");
        assertThat(FAKES.anthropic.last().text())
                .doesNotContain("c2lnbmVkLWJ5LWdvb2dsZQ==")
                .doesNotContain("__thought__");
    }

    @Test
    void geminiTakesItFirstAndLeavesNothingBehind() {
        VERTEX.enqueue(VERTEX.error(503));
        FAKES.openai.enqueue(FAKES.openai.error(500));
        FAKES.anthropic.enqueue(FAKES.anthropic.error(500));
        HttpResponse<String> answer = gateway.chat(LOOP.replace("MODEL", "through-gemini"));
        assertThat(answer.headers().firstValue("X-Attempts")).contains("4");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        VERTEX.assertNothingRefused();
        FAKES.assertTreatedWell();
        assertThat(VERTEX.last().text())
                .contains("c2lnbmVkLWJ5LWdvb2dsZQ==")
                .doesNotContain("c2lnbmVkLWJ5LWNsYXVkZQ==");
        assertThat(FAKES.bedrock.last().text()).doesNotContain("functionCall").doesNotContain("c2lnbmVk");
    }

    @ParameterizedTest
    @ValueSource(strings = {"generic", "cohere"})
    void ociAndWatsonxAreSentTheSameWhetherFirstOrSecond(String format) {
        FAKES.oracle.enqueue(FAKES.oracle.error(500));
        assertSecondAnswers(format + "-first");
        String ociFirst = FAKES.oracle.last().text();
        String watsonxSecond = FAKES.watsonx.last().text();
        FAKES.reset();
        FAKES.watsonx.enqueue(FAKES.watsonx.error(500));
        assertSecondAnswers(format + "-second");
        assertThat(FAKES.oracle.last().text()).isEqualTo(ociFirst);
        assertThat(FAKES.watsonx.last().text()).isEqualTo(watsonxSecond);
        assertThat(ociFirst + watsonxSecond)
                .contains("31 degrees")
                .doesNotContain("c2lnbmVk", "extra_content", "thinking_blocks", "I thought.", "__thought__");
        JsonNode watsonx = FAKES.watsonx.last().json();
        assertThat(watsonx.at("/messages/1/tool_calls/0/id").asText())
                .matches("[a-zA-Z0-9]{9}")
                .isEqualTo(watsonx.at("/messages/2/tool_call_id").asText());
        JsonNode oci = FAKES.oracle.last().json().path("chatRequest");
        if (format.equals("generic")) {
            assertThat(oci.at("/messages/1/toolCalls/0/id").asText())
                    .matches("[a-zA-Z0-9_-]{1,64}")
                    .isEqualTo(oci.at("/messages/2/toolCallId").asText());
        } else {
            // COHERE knows no ids: a result repeats its call.
            assertThat(oci.at("/toolResults/0/call")).isEqualTo(oci.at("/chatHistory/1/toolCalls/0"));
            assertThat(ociFirst).doesNotContain("call_");
        }
    }

    private static void assertSecondAnswers(String model) {
        HttpResponse<String> answer = gateway.chat(LOOP.replace("MODEL", model));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X-Attempts")).contains("2");
        FAKES.assertTreatedWell();
    }
}
