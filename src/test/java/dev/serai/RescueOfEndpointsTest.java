package dev.serai;

import static dev.serai.RescuedText.TEXT;
import static dev.serai.RescuedText.WHOLE;
import static dev.serai.RescuedText.pieces;
import static dev.serai.RescuedText.said;
import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.StopReason;
import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.completions.CompletionChoice;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import dev.serai.RescuedText.Manner;
import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.Reply;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A stream dies on another endpoint than that of chats, whoever makes it and in whichever dialect: its client gets the whole
 * text, in events that go on as if nothing had happened.
 */
class RescueOfEndpointsTest {
    private static final String MAPPING = """
            model_mappings:
              to-openai: {rescue: continue, default_provider: openai, providers: {openai: {model: gpt-4o}, anthropic: {model: claude-sonnet-4-5-20250929}}}
              to-anthropic: {rescue: continue, default_provider: openai, providers: {openai: {model: gpt-4o}, anthropic: {model: claude-sonnet-4-5-20250929}}}
              from-openai: {rescue: continue, default_provider: openai, providers: {openai: {model: gpt-4o}, anthropic: {model: claude-sonnet-4-5-20250929}}}
              from-anthropic: {rescue: continue, default_provider: anthropic, providers: {anthropic: {model: claude-sonnet-4-5-20250929}, openai: {model: gpt-4o}}}
              from-converse: {rescue: continue, default_provider: bedrock, providers: {bedrock: {model: us.amazon.nova-lite-v1:0}, openai: {model: gpt-4o}}}
              to-converse: {rescue: continue, default_provider: openai, providers: {bedrock: {model: us.amazon.nova-lite-v1:0}, openai: {model: gpt-4o}}}
              from-gemini: {rescue: continue, default_provider: vertex, providers: {vertex: {model: gemini-2.5-flash}, openai: {model: gpt-4o}}}
              to-gemini: {rescue: continue, default_provider: openai, providers: {vertex: {model: gemini-2.5-flash}, openai: {model: gpt-4o}}}
              from-watsonx: {rescue: continue, default_provider: ibm, providers: {ibm: {model: mistralai/mistral-large}, openai: {model: gpt-4o}}}
              to-watsonx: {rescue: continue, default_provider: openai, providers: {ibm: {model: mistralai/mistral-large}, openai: {model: gpt-4o}}}
              from-oci-generic: {rescue: continue, default_provider: oracle, providers: {oracle: {model: meta.llama-4-maverick-17b-128e-instruct-fp8}, openai: {model: gpt-4o}}}
              to-oci-generic: {rescue: continue, default_provider: openai, providers: {oracle: {model: meta.llama-4-maverick-17b-128e-instruct-fp8}, openai: {model: gpt-4o}}}
              from-oci-cohere: {rescue: continue, default_provider: oracle, providers: {oracle: {model: cohere.command-r-plus-08-2024}, openai: {model: gpt-4o}}}
              to-oci-cohere: {rescue: continue, default_provider: openai, providers: {oracle: {model: cohere.command-r-plus-08-2024}, openai: {model: gpt-4o}}}
            routing: {fallback: {enabled: true, max_attempts: 1}}
            providers: {openai: %1$s, anthropic: %1$s, bedrock: %1$s, vertex: %1$s, ibm: %1$s, oracle: %1$s}
            """.formatted("{breaker: {window: 1000, minimum_calls: 1000}}");
    private static final ProviderFakes FAKES = new ProviderFakes();
    private static final EverythingLogged LOG = new EverythingLogged();
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start(MAPPING, FAKES.environment());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        FAKES.close();
    }

    @BeforeEach
    void forget() {
        FAKES.reset();
    }

    @ParameterizedTest
    @CsvSource({
        "openai, EXACTLY",
        "openai, FROM_THE_LAST_WORDS",
        "anthropic, EXACTLY",
        "anthropic, FROM_THE_BEGINNING_AFTER_A_LINE_BREAK",
        "converse, WITH_THE_SPACE_AGAIN",
        "gemini, FROM_THE_LAST_WORDS",
        "watsonx, EXACTLY",
        "oci-generic, WITH_THE_SPACE_AGAIN",
        "oci-cohere, FROM_THE_BEGINNING_AFTER_A_LINE_BREAK"
    })
    void whereverAnyDialectBreaksTheTextIsWhole(String dialect, Manner manner) throws Exception {
        FakeProvider rescuer = dialect.equals("openai") ? FAKES.anthropic : FAKES.openai;
        for (RescuedEndpoint endpoint : RescuedEndpoint.values()) {
            for (int told = 1; told <= TEXT.length; told++) {
                FAKES.reset();
                FAKES.speaking(dialect)
                        .enqueue(endpoint.stream(FAKES, dialect, TEXT).cutAfterContents(told, Reply.Ending.RESET));
                rescuer.enqueue(pieces(rescuer, manner.rest(said(told))));
                HttpResponse<String> answer = ask(endpoint, "from-" + dialect);
                endpoint.assertWhole(answer);
                assertThat(answer.body()).contains("\n\n: rescued by " + rescuer.provider() + ", attempt 2\n\n");
                FAKES.assertTreatedWell();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic", "converse", "gemini", "watsonx", "oci-generic", "oci-cohere"})
    void whoeverGoesOnTheTextIsWhole(String dialect) throws Exception {
        FakeProvider rescuer = FAKES.speaking(dialect);
        for (RescuedEndpoint endpoint : RescuedEndpoint.values()) {
            for (int told = 1; told <= TEXT.length; told++) {
                FAKES.reset();
                FAKES.openai.enqueue(
                        endpoint.stream(FAKES, "openai", TEXT).cutAfterContents(told, Reply.Ending.HANG_UP));
                rescuer.enqueue(RescuedEndpoint.chat(FAKES, dialect, Manner.FROM_THE_LAST_WORDS.rest(said(told)), 3));
                endpoint.assertWhole(ask(endpoint, "to-" + dialect));
                FAKES.assertTreatedWell();
                assertThat(rescuer.last().text()).contains("Say it.", said(1).strip());
            }
        }
    }

    /** Between any two events of what passes through as it is, the gateway's own end is the same, or says that there is none. */
    @ParameterizedTest
    @CsvSource({"MESSAGES, anthropic", "RESPONSES, openai"})
    void whatPassesThroughIsGoneOnWithToo(RescuedEndpoint endpoint, String dialect) throws Exception {
        FakeProvider rescuer = dialect.equals("openai") ? FAKES.anthropic : FAKES.openai;
        Reply whole = endpoint.stream(FAKES, dialect, TEXT);
        int frames = new String(whole.bytes(), StandardCharsets.UTF_8).split("\n\n").length;
        List<Integer> unrescued = new ArrayList<>();
        for (int cut = 1; cut < frames; cut++) {
            FAKES.reset();
            FAKES.speaking(dialect).enqueue(whole.cutAfterFrames(cut, Reply.Ending.RESET));
            rescuer.always(pieces(rescuer, WHOLE));
            HttpResponse<String> answer = ask(endpoint, "from-" + dialect);
            if (answer.body().contains("event: response.failed")) {
                unrescued.add(cut);
            } else {
                endpoint.assertWhole(answer);
            }
        }
        // Where the end of a part has been told, and that of the item's part not.
        assertThat(unrescued).hasSize(endpoint == RescuedEndpoint.RESPONSES ? 1 : 0);
    }

    @ParameterizedTest
    @EnumSource(RescuedEndpoint.class)
    void theClientsUsageAndTheBooksHaveBothAttempts(RescuedEndpoint endpoint) throws Exception {
        LOG.begin();
        try {
            FAKES.openai.enqueue(endpoint.stream(FAKES, "openai", TEXT).cutAfterContents(6, Reply.Ending.RESET));
            FAKES.anthropic.enqueue(pieces(FAKES.anthropic, Manner.EXACTLY.rest(said(6))));
            HttpResponse<String> answer = ask(endpoint, "to-anthropic");
            endpoint.assertWhole(answer);
            long guessed = (said(6).length() + 3) / 4;
            long told = endpoint.outputTokens(answer);
            assertThat(told).isGreaterThan(guessed);
            JsonNode sent = FAKES.anthropic.last().json();
            assertThat(sent.path("max_tokens").asLong()).isEqualTo(100 - guessed);
            assertThat(LOG.awaitLine(
                            "serai.usage",
                            answer.headers().firstValue("X-Request-ID").orElseThrow()))
                    .contains(
                            "provider=\"anthropic\"",
                            "broken_attempts=\"1\"",
                            "broken=\"false\"",
                            "output_tokens=\"" + told + "\"");
        } finally {
            LOG.end();
        }
    }

    @ParameterizedTest
    @EnumSource(RescuedEndpoint.class)
    void aRescuerThatBreaksIsRescuedAndNobodyLeftIsTold(RescuedEndpoint endpoint) throws Exception {
        FAKES.openai.enqueue(endpoint.stream(FAKES, "openai", TEXT).cutAfterContents(2, Reply.Ending.RESET));
        FAKES.anthropic.enqueue(
                FAKES.anthropic.stream("br", "own fox ", "jumps").cutAfterContents(2, Reply.Ending.RESET));
        HttpResponse<String> answer = ask(endpoint, "to-anthropic");
        assertThat(endpoint.text(answer)).isEqualTo(said(4));
        assertThat(answer.body()).contains(": rescued by anthropic, attempt 2", "broke off its answer");
        endpoint.assertInOrder(answer);
    }

    @Test
    void signedThoughtsAndCallsAreNotGoneOnWith() throws Exception {
        List<Reply.Frame> frames = new ArrayList<>();
        String head =
                "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\","
                        + "\"role\":\"assistant\",\"model\":\"claude\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,"
                        + "\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}}\n\n";
        frames.add(Reply.Frame.of(head));
        frames.add(Reply.Frame.of("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,"
                + "\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}\n\n"));
        frames.add(Reply.Frame.of("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                + "\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"Hm.\"}}\n\n"));
        Reply thinking = Reply.stream("text/event-stream", frames);
        FAKES.anthropic.enqueue(thinking.cutAfterFrames(3, Reply.Ending.RESET));
        FAKES.openai.enqueue(pieces(FAKES.openai, WHOLE));
        HttpResponse<String> rescued = ask(RescuedEndpoint.MESSAGES, "from-anthropic");
        RescuedEndpoint.MESSAGES.assertInOrder(rescued);
        assertThat(RescuedEndpoint.MESSAGES.text(rescued)).isEqualTo(WHOLE);
        FAKES.reset();
        frames.add(Reply.Frame.of("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                + "\"delta\":{\"type\":\"signature_delta\",\"signature\":\"c2ln\"}}\n\n"));
        FAKES.anthropic.enqueue(Reply.stream("text/event-stream", frames).cutAfterFrames(4, Reply.Ending.RESET));
        HttpResponse<String> told = ask(RescuedEndpoint.MESSAGES, "from-anthropic");
        assertThat(told.body()).contains("event: error\n").doesNotContain("rescued by", "message_stop");
        assertThat(FAKES.openai.received()).isEmpty();
    }

    /** Where a thought has been told in full, its text is gone on with; where its end has been told in half, nothing. */
    @Test
    void aResponseIsGoneOnWithAfterItsThought() throws Exception {
        List<Reply.Frame> frames = responseFrames(
                "'type':'response.created','response':{'id':'resp_1','object':'response','status':'in_progress','output':[]}",
                "'type':'response.output_item.added','output_index':0,'item':{'id':'rs_1','type':'reasoning','summary':[]}",
                "'type':'response.reasoning_summary_part.added','item_id':'rs_1','output_index':0,'summary_index':0,'part':{'type':'summary_text','text':''}",
                "'type':'response.reasoning_summary_text.delta','item_id':'rs_1','output_index':0,'summary_index':0,'delta':'Hm.'",
                "'type':'response.reasoning_summary_text.done','item_id':'rs_1','output_index':0,'summary_index':0,'text':'Hm.'",
                "'type':'response.reasoning_summary_part.done','item_id':'rs_1','output_index':0,'summary_index':0,'part':{'type':'summary_text','text':'Hm.'}",
                "'type':'response.output_item.done','output_index':0,'item':{'id':'rs_1','type':'reasoning','summary':[{'type':'summary_text','text':'Hm.'}]}",
                "'type':'response.output_item.added','output_index':1,'item':{'id':'msg_1','type':'message','status':'in_progress','role':'assistant','content':[]}",
                "'type':'response.content_part.added','item_id':'msg_1','output_index':1,'content_index':0,'part':{'type':'output_text','text':'','annotations':[]}",
                "'type':'response.output_text.delta','item_id':'msg_1','output_index':1,'content_index':0,'delta':'The quick '");
        List<Integer> unrescued = new ArrayList<>();
        for (int cut = 1; cut <= frames.size(); cut++) {
            FAKES.reset();
            FAKES.openai.enqueue(Reply.stream("text/event-stream", frames).cutAfterFrames(cut, Reply.Ending.RESET));
            FAKES.anthropic.always(pieces(FAKES.anthropic, WHOLE));
            HttpResponse<String> answer = ask(RescuedEndpoint.RESPONSES, "from-openai");
            RescuedEndpoint.RESPONSES.assertInOrder(answer);
            if (answer.body().contains("event: response.failed")) {
                unrescued.add(cut);
            } else {
                assertThat(RescuedEndpoint.RESPONSES.text(answer)).isEqualTo(WHOLE);
                assertThat(answer.body()).contains("event: response.completed");
            }
        }
        assertThat(unrescued).containsExactly(5, 6);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":4096} | 0",
                "\"reasoning_effort\":\"high\" | 0",
                "\"reasoning_effort\":\"low\" | 1024"
            })
    void whoeverGoesOnIsNotAskedToThinkMuch(String asked, int budget) {
        FAKES.openai.enqueue(FAKES.openai.stream(TEXT).cutAfterContents(6, Reply.Ending.RESET));
        FAKES.vertex.enqueue(pieces(FAKES.vertex, Manner.EXACTLY.rest(said(6))));
        HttpResponse<String> answer = gateway.post(
                "/v1/chat/completions", RescuedText.body("to-gemini", true, ",\"max_tokens\":100," + asked));
        assertThat(answer.body()).contains(": rescued by vertex, attempt 2");
        assertThat(FAKES.vertex
                        .last()
                        .json()
                        .at("/generationConfig/thinkingConfig/thinkingBudget")
                        .asInt(-1))
                .isEqualTo(budget);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MESSAGES  | ,\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}}}",
                "RESPONSES | ,\"text\":{\"format\":{\"type\":\"json_object\"}},\"user\":\"JSON\"",
                "COMPLETIONS | ,\"n\":2"
            })
    void whatIsNoFreeTextIsNotGoneOnWith(RescuedEndpoint endpoint, String more) {
        FAKES.openai.enqueue(endpoint.stream(FAKES, "openai", TEXT).cutAfterContents(2, Reply.Ending.RESET));
        HttpResponse<String> answer = gateway.post(endpoint.path(), endpoint.body("to-anthropic", more));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("broke off its answer").doesNotContain("rescued by");
        assertThat(FAKES.anthropic.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"from-anthropic", "from-openai", "from-gemini"})
    void anthropicsSdkReadsOneMessage(String model) {
        breakAndRescue(RescuedEndpoint.MESSAGES, model);
        AnthropicClient client = AnthropicOkHttpClient.builder()
                .apiKey("a-key")
                .baseUrl(gateway.baseUrl())
                .maxRetries(0)
                .build();
        try {
            MessageAccumulator whole = MessageAccumulator.create();
            MessageCreateParams asked = MessageCreateParams.builder()
                    .model(model)
                    .maxTokens(100)
                    .addUserMessage("Say it.")
                    .build();
            try (var stream = client.messages().createStreaming(asked)) {
                stream.stream().forEach(whole::accumulate);
            }
            Message message = whole.message();
            assertThat(message.content()).hasSize(1);
            assertThat(message.content().get(0).asText().text()).isEqualTo(WHOLE);
            assertThat(message.stopReason()).contains(StopReason.END_TURN);
            assertThat(message.usage().outputTokens()).isGreaterThan(said(5).length() / 4);
        } finally {
            client.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"from-anthropic", "from-openai", "from-gemini"})
    void openAisSdkReadsOneResponseAndOneText(String model) {
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .apiKey("a-key")
                .baseUrl(gateway.baseUrl() + "/v1")
                .maxRetries(0)
                .build();
        try {
            breakAndRescue(RescuedEndpoint.RESPONSES, model);
            ResponseAccumulator whole = ResponseAccumulator.createWithSnapshots();
            ResponseCreateParams asked =
                    ResponseCreateParams.builder().model(model).input("Say it.").build();
            try (var stream = client.responses().createStreaming(asked)) {
                stream.stream().forEach(whole::accumulate);
            }
            for (Response response : List.of(whole.response().validate(), whole.reconstructedResponse())) {
                assertThat(response.output()).hasSize(1);
                assertThat(response.output()
                                .get(0)
                                .asMessage()
                                .content()
                                .get(0)
                                .asOutputText()
                                .text())
                        .isEqualTo(WHOLE);
            }
            FAKES.reset();
            breakAndRescue(RescuedEndpoint.COMPLETIONS, model);
            CompletionCreateParams text = CompletionCreateParams.builder()
                    .model(model)
                    .prompt("Say it.")
                    .build();
            try (var stream = client.completions().createStreaming(text)) {
                assertThat(stream.stream()
                                .flatMap(chunk -> chunk.choices().stream())
                                .map(CompletionChoice::text)
                                .collect(Collectors.joining()))
                        .isEqualTo(WHOLE);
            }
        } finally {
            client.close();
        }
    }

    private static void breakAndRescue(RescuedEndpoint endpoint, String model) {
        String dialect = model.substring("from-".length());
        FakeProvider rescuer = dialect.equals("openai") ? FAKES.anthropic : FAKES.openai;
        FAKES.speaking(dialect).enqueue(endpoint.stream(FAKES, dialect, TEXT).cutAfterContents(5, Reply.Ending.RESET));
        rescuer.enqueue(pieces(rescuer, Manner.FROM_THE_LAST_WORDS.rest(said(5))));
    }

    private static HttpResponse<String> ask(RescuedEndpoint endpoint, String model) {
        return gateway.post(endpoint.path(), endpoint.body(model, ""));
    }

    private static List<Reply.Frame> responseFrames(String... events) {
        List<Reply.Frame> frames = new ArrayList<>();
        for (String event : events) {
            String json = ("{" + event + ",'sequence_number':" + frames.size() + "}").replace('\'', '"');
            String type = json.substring("{'type':'".length(), json.indexOf("\","));
            frames.add(Reply.Frame.of("event: " + type + "\ndata: " + json + "\n\n"));
        }
        return frames;
    }
}
