package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.EventStreamFrames;
import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.Reply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a request cost, to the billionth of a dollar: the usage that providers send, over the whole road, in the row that the
 * ledger makes of it, against sums worked out by hand from the quoted rows of {@code configs/prices.yaml}.
 *
 * <p>Dollars for a million tokens times tokens are millionths of a dollar: {@code 2.5 * 1000} is 2,500 of them.
 */
class CostsRoadTest {
    private static final String MAPPING = """
            model_mappings:
              gpt-4o: {default_provider: openai, providers: {openai: {model: gpt-4o-2024-08-06}}}
              gpt-4o-first: {default_provider: openai, providers: {openai: {model: gpt-4o-2024-05-13}}}
              o3: {default_provider: openai, providers: {openai: {model: o3-2025-04-16}}}
              gpt-5: {default_provider: openai, providers: {openai: {model: gpt-5}}}
              gpt-5-mini: {default_provider: openai, providers: {openai: {model: gpt-5-mini}}}
              gpt-5.4: {default_provider: openai, providers: {openai: {model: gpt-5.4}}}
              gpt-5.6-sol: {default_provider: openai, providers: {openai: {model: gpt-5.6-sol}}}
              instruct: {default_provider: openai, providers: {openai: {model: gpt-3.5-turbo-instruct}}}
              small: {default_provider: openai, providers: {openai: {model: text-embedding-3-small}}}
              deployed: {default_provider: azure, providers: {azure: {deployment: gpt-4o, model: gpt-4o-2024-08-06}}}
              sonnet-4-6: {default_provider: anthropic, providers: {anthropic: {model: claude-sonnet-4-6}}}
              sonnet-4-5: {default_provider: anthropic, providers: {anthropic: {model: claude-sonnet-4-5-20250929}}}
              sonnet-5: {default_provider: anthropic, providers: {anthropic: {model: claude-sonnet-5}}}
              haiku-eu: {default_provider: bedrock, providers: {bedrock: {model: "eu.anthropic.claude-haiku-4-5-20251001-v1:0"}}}
              haiku-global: {default_provider: bedrock, providers: {bedrock: {model: "global.anthropic.claude-haiku-4-5-20251001-v1:0"}}}
              titan-2: {default_provider: bedrock, providers: {bedrock: {model: "amazon.titan-embed-text-v2:0"}}}
              flash: {default_provider: vertex, providers: {vertex: {model: gemini-2.5-flash}}}
              pro: {default_provider: vertex, providers: {vertex: {model: gemini-2.5-pro}}}
              gecko: {default_provider: vertex, providers: {vertex: {model: text-embedding-005}}}
              granite: {default_provider: ibm, providers: {ibm: {model: ibm/granite-4-h-small}}}
              granite-13b: {default_provider: ibm, providers: {ibm: {model: ibm/granite-13b-instruct-v2}}}
              llama: {default_provider: oracle, providers: {oracle: {model: meta.llama-3.1-405b-instruct}}}
              command-a: {default_provider: oracle, providers: {oracle: {model: cohere.command-a-03-2025}}}
            """;

    private static final String CHAT = "/v1/chat/completions";
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    private static final ProviderFakes FAKES = new ProviderFakes();

    @TempDir
    static Path folder;

    private static RunningGateway gateway;
    private static LedgerRows rows;

    @BeforeAll
    static void start() {
        Map<String, String> variables = new HashMap<>(FAKES.environment());
        String url = "jdbc:sqlite:" + folder.resolve("serai.db");
        variables.put("DATABASE_URL", url);
        variables.put("LEDGER_ENABLED", "true");
        gateway = RunningGateway.start(MAPPING, variables);
        rows = new LedgerRows(url);
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

    @Test
    void openAisCachedTokensArePartOfThePrompt() throws Exception {
        FAKES.openai.enqueue(openai("""
                {"prompt_tokens":1000,"completion_tokens":500,"total_tokens":1500,
                "prompt_tokens_details":{"cached_tokens":400,"audio_tokens":0},
                "completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,
                "accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}""", "default"));
        // [openai] gpt-4o: input 2.5, output 10, cache_read 1.25
        costs(ask("gpt-4o"), 600, 400, 0, 0, 500, 0, 2.5 * 600 + 1.25 * 400 + 10 * 500);
    }

    @Test
    void theFirstGpt4oCostsMore() throws Exception {
        FAKES.openai.enqueue(
                openai("{\"prompt_tokens\":1000,\"completion_tokens\":500,\"total_tokens\":1500}", "priority"));
        // [openai] gpt-4o-2024-05-13: service_tiers.priority: input 8.75, output 26.25
        costs(ask("gpt-4o-first"), 1000, 0, 0, 0, 500, 0, 8.75 * 1000 + 26.25 * 500);
    }

    @Test
    void reasoningIsPartOfTheOutput() throws Exception {
        FAKES.openai.enqueue(openai("""
                {"prompt_tokens":2006,"completion_tokens":300,"total_tokens":2306,
                "prompt_tokens_details":{"cached_tokens":1920,"audio_tokens":0},
                "completion_tokens_details":{"reasoning_tokens":192,"audio_tokens":0}}""", "default"));
        // [openai] o3: input 2, output 8, cache_read 0.5
        costs(ask("o3"), 86, 1920, 0, 0, 300, 192, 2 * 86 + 0.5 * 1920 + 8 * 300);
    }

    @Test
    void theServiceTierThatAnsweredIsPaidFor() throws Exception {
        String usage = """
                {"prompt_tokens":1000,"completion_tokens":500,"total_tokens":1500,
                "prompt_tokens_details":{"cached_tokens":200},"completion_tokens_details":{"reasoning_tokens":100}}""";
        FAKES.openai.enqueue(openai(usage, "flex"));
        // [openai] gpt-5: service_tiers.flex: input 0.625, output 5, cache_read 0.0625
        costs(ask("gpt-5"), 800, 200, 0, 0, 500, 100, 0.625 * 800 + 0.0625 * 200 + 5 * 500);
        FAKES.openai.enqueue(openai(usage, "priority"));
        // [openai] gpt-5-mini: service_tiers.priority: input 0.45, output 3.6, cache_read 0.045
        Map<String, Object> row =
                costs(ask("gpt-5-mini"), 800, 200, 0, 0, 500, 100, 0.45 * 800 + 0.045 * 200 + 3.6 * 500);
        assertThat(row).containsEntry("service_tier", "priority");
        FAKES.openai.enqueue(openai(usage, "scale"));
        row = rows.await(ask("gpt-5-mini"));
        assertThat(row).containsEntry("cost_nano_usd", null).containsEntry("service_tier", "scale");
        assertThat(LedgerRows.number(row, "output_tokens")).isEqualTo(500);
    }

    @Test
    void aLongPromptMakesTheWholeRequestDearer() throws Exception {
        FAKES.openai.enqueue(openai("""
                {"prompt_tokens":300000,"completion_tokens":1000,"total_tokens":301000,
                "prompt_tokens_details":{"cached_tokens":100000}}""", "default"));
        // [openai] gpt-5.4: tiers: from_prompt_tokens 272000, input 5, output 22.5, cache_read 0.5
        costs(ask("gpt-5.4"), 200_000, 100_000, 0, 0, 1000, 0, 5 * 200_000 + 0.5 * 100_000 + 22.5 * 1000);
    }

    @Test
    void openAisCacheWritesAreCountedApart() throws Exception {
        FAKES.openai.enqueue(openai("""
                {"prompt_tokens":5000,"completion_tokens":100,"total_tokens":5100,
                "prompt_tokens_details":{"cached_tokens":1000,"cache_write_tokens":3000},
                "completion_tokens_details":{"reasoning_tokens":60}}""", "default"));
        // [openai, azure] gpt-5.6-sol: input 5, output 30, cache_read 0.5, cache_write 6.25
        costs(ask("gpt-5.6-sol"), 1000, 1000, 3000, 0, 100, 60, 5 * 1000 + 0.5 * 1000 + 6.25 * 3000 + 30 * 100);
    }

    @Test
    void aStreamsUsageComesInItsLastChunk() throws Exception {
        String chunk = "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-4o\",";
        FAKES.openai.enqueue(Reply.events(
                data(chunk + "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"Hello\"},"
                        + "\"finish_reason\":null}],\"usage\":null}"),
                data(chunk + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":null}"),
                data(chunk + "\"choices\":[],\"usage\":{\"prompt_tokens\":33,\"completion_tokens\":7,"
                        + "\"total_tokens\":40,\"prompt_tokens_details\":{\"cached_tokens\":32}}}"),
                data("[DONE]")));
        // [openai] gpt-4o: input 2.5, output 10, cache_read 1.25
        costs(stream("gpt-4o"), 1, 32, 0, 0, 7, 0, 2.5 * 1 + 1.25 * 32 + 10 * 7);
    }

    @Test
    void azureCountsAsOpenAiDoes() throws Exception {
        FAKES.azure.enqueue(Reply.json(200, """
                {"id":"chatcmpl-9","object":"chat.completion","created":1,"model":"gpt-4o-2024-08-06",
                "prompt_filter_results":[{"prompt_index":0,"content_filter_results":{"hate":{"filtered":false,"severity":"safe"}}}],
                "choices":[{"finish_reason":"stop","index":0,"message":{"role":"assistant","content":"Hello","refusal":null},
                "content_filter_results":{"hate":{"filtered":false,"severity":"safe"}}}],
                "usage":{"prompt_tokens":2019,"completion_tokens":10,"total_tokens":2029,
                "prompt_tokens_details":{"cached_tokens":1024,"audio_tokens":0},
                "completion_tokens_details":{"reasoning_tokens":2,"audio_tokens":0}}}"""));
        // [azure] gpt-4o: input 2.5, output 10, cache_read 1.25
        costs(ask("deployed"), 995, 1024, 0, 0, 10, 2, 2.5 * 995 + 1.25 * 1024 + 10 * 10);
    }

    private static final String ANTHROPICS = """
            {"input_tokens":100,"cache_creation_input_tokens":3000,"cache_read_input_tokens":5000,
            "cache_creation":{"ephemeral_5m_input_tokens":2000,"ephemeral_1h_input_tokens":1000},
            "output_tokens":300,"output_tokens_details":{"thinking_tokens":120},"service_tier":"standard"}""";

    /** [anthropic, bedrock, vertex] claude-sonnet-4-6: input 3, output 15, cache_read 0.3, cache_write 3.75; an hour 2 x 3. */
    private static final double OF_ANTHROPICS = 3 * 100 + 0.3 * 5000 + 3.75 * 2000 + 6 * 1000 + 15 * 300;

    @Test
    void anthropicsCacheIsWrittenForFiveMinutesOrAnHour() throws Exception {
        FAKES.anthropic.enqueue(anthropic(ANTHROPICS));
        costs(ask("sonnet-4-6"), 100, 5000, 2000, 1000, 300, 120, OF_ANTHROPICS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/messages", "/providers/anthropic/v1/messages"})
    void alsoWhereItIsAnthropicsApiThatIsSpoken(String path) throws Exception {
        FAKES.anthropic.enqueue(anthropic(ANTHROPICS));
        String model = path.startsWith("/v1") ? "sonnet-4-6" : "claude-sonnet-4-6";
        String id = post(path, "{\"model\":\"" + model + "\",\"max_tokens\":9," + HI + "}");
        costs(id, 100, 5000, 2000, 1000, 300, 120, OF_ANTHROPICS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/messages", "/providers/anthropic/v1/messages"})
    void anthropicsStreamTellsItInTwoEvents(String path) throws Exception {
        FAKES.anthropic.enqueue(Reply.stream(
                "text/event-stream",
                List.of(
                        frame("message_start", """
                                {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant",\
                                "model":"claude-sonnet-4-6","content":[],"stop_reason":null,"stop_sequence":null,\
                                "usage":{"input_tokens":100,"cache_creation_input_tokens":3000,\
                                "cache_read_input_tokens":5000,"cache_creation":{"ephemeral_5m_input_tokens":2000,\
                                "ephemeral_1h_input_tokens":1000},"output_tokens":1,"service_tier":"standard"}}}"""),
                        frame("content_block_start", """
                                {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
                        frame("content_block_delta", """
                                {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}"""),
                        frame("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}"),
                        frame("message_delta", """
                                {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},\
                                "usage":{"output_tokens":300,"output_tokens_details":{"thinking_tokens":120}}}"""),
                        frame("message_stop", "{\"type\":\"message_stop\"}"))));
        String model = path.startsWith("/v1") ? "sonnet-4-6" : "claude-sonnet-4-6";
        String id = post(path, "{\"model\":\"" + model + "\",\"max_tokens\":9,\"stream\":true," + HI + "}");
        costs(id, 100, 5000, 2000, 1000, 300, 120, OF_ANTHROPICS);
    }

    @Test
    void whatTheCacheGaveMakesAPromptLongToo() throws Exception {
        FAKES.anthropic.enqueue(anthropic("""
                {"input_tokens":1,"cache_creation_input_tokens":50000,"cache_read_input_tokens":150000,"output_tokens":10}"""));
        // [anthropic, …] claude-sonnet-4-5: tiers: from_prompt_tokens 200001, input 6, output 22.5, cache_read 0.6,
        // cache_write 7.5
        costs(ask("sonnet-4-5"), 1, 150_000, 50_000, 0, 10, 0, 6 * 1 + 0.6 * 150_000 + 7.5 * 50_000 + 22.5 * 10);
        FAKES.anthropic.enqueue(anthropic("""
                {"input_tokens":0,"cache_creation_input_tokens":50000,"cache_read_input_tokens":150000,"output_tokens":10}"""));
        // the same, a token less: input 3, output 15, cache_read 0.3, cache_write 3.75
        costs(ask("sonnet-4-5"), 0, 150_000, 50_000, 0, 10, 0, 0.3 * 150_000 + 3.75 * 50_000 + 15 * 10);
    }

    @Test
    void thePriceOfTheDayHolds() throws Exception {
        FAKES.anthropic.enqueue(anthropic("{\"input_tokens\":1000,\"output_tokens\":100}"));
        LocalDate changes = LocalDate.of(2026, 9, 1);
        boolean before = LocalDate.now(java.time.ZoneOffset.UTC).isBefore(changes);
        // [anthropic, …] claude-sonnet-5: input 2, output 10; valid_from 2026-09-01: input 3, output 15
        double expected = before ? 2 * 1000 + 10 * 100 : 3 * 1000 + 15 * 100;
        Map<String, Object> row = costs(ask("sonnet-5"), 1000, 0, 0, 0, 100, 0, expected);
        assertThat(row)
                .containsEntry("price_valid_from", before ? "1970-01-01" : "2026-09-01")
                .containsEntry("price_date", "2026-08-21");
    }

    private static final String CONVERSES = """
            "usage":{"inputTokens":100,"outputTokens":50,"totalTokens":6150,"cacheReadInputTokens":1000,
            "cacheWriteInputTokens":5000,"cacheDetails":[{"ttl":"5m","inputTokens":2000},{"ttl":"1h","inputTokens":3000}]},
            "metrics":{"latencyMs":551}""";

    /** [anthropic, bedrock, vertex] claude-haiku-4-5: input 1, output 5, cache_read 0.1, cache_write 1.25; an hour 2 x 1. */
    private static final double OF_CONVERSES = 1 * 100 + 0.1 * 1000 + 1.25 * 2000 + 2 * 3000 + 5 * 50;

    @ParameterizedTest
    @ValueSource(strings = {"haiku-global", "haiku-eu"})
    void converseTellsHowLongItsCacheLivesAndRegionsCostMore(String model) throws Exception {
        FAKES.bedrock.enqueue(converse(CONVERSES));
        // multiply: regional 1.1
        double factor = model.endsWith("eu") ? 1.1 : 1;
        costs(ask(model), 100, 1000, 2000, 3000, 50, 0, factor * OF_CONVERSES);
    }

    @Test
    void converseStreamTellsItBehindItsStop() throws Exception {
        FAKES.bedrock.enqueue(Reply.stream(
                "application/vnd.amazon.eventstream",
                List.of(
                        aws("messageStart", "{\"role\":\"assistant\"}"),
                        aws("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hello\"}}"),
                        aws("contentBlockStop", "{\"contentBlockIndex\":0}"),
                        aws("messageStop", "{\"stopReason\":\"end_turn\"}"),
                        aws("metadata", "{" + CONVERSES + "}"))));
        costs(stream("haiku-global"), 100, 1000, 2000, 3000, 50, 0, OF_CONVERSES);
    }

    @Test
    void geminisToolPromptsAndThoughtsAreCounted() throws Exception {
        FAKES.vertex.enqueue(gemini("""
                {"promptTokenCount":1000,"cachedContentTokenCount":400,"toolUsePromptTokenCount":50,"candidatesTokenCount":200,
                "thoughtsTokenCount":100,"totalTokenCount":1350,"trafficType":"ON_DEMAND",
                "promptTokensDetails":[{"modality":"TEXT","tokenCount":1000}]}"""));
        // [vertex] gemini-2.5-flash: input 0.3, output 2.5, cache_read 0.03
        costs(ask("flash"), 650, 400, 0, 0, 300, 100, 0.3 * 650 + 0.03 * 400 + 2.5 * 300);
    }

    @Test
    void geminisLongPromptsCostMore() throws Exception {
        FAKES.vertex.enqueue(gemini("""
                {"promptTokenCount":250000,"cachedContentTokenCount":50000,"candidatesTokenCount":200,"totalTokenCount":250200}"""));
        // [vertex] gemini-2.5-pro: tiers: from_prompt_tokens 200001, input 2.5, output 15, cache_read 0.25
        costs(ask("pro"), 200_000, 50_000, 0, 0, 200, 0, 2.5 * 200_000 + 0.25 * 50_000 + 15 * 200);
    }

    @Test
    void nativeGeminiIsReadAsItPasses() throws Exception {
        FAKES.vertex.enqueue(gemini("""
                {"promptTokenCount":1000,"cachedContentTokenCount":400,"candidatesTokenCount":200,"thoughtsTokenCount":100,
                "totalTokenCount":1300}"""));
        String id = post(
                "/providers/vertex/v1/projects/" + dev.serai.fakes.FakeVertex.PROJECT
                        + "/locations/us-east5/publishers/google/models/gemini-2.5-flash:generateContent",
                "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}");
        // [vertex] gemini-2.5-flash: input 0.3, output 2.5, cache_read 0.03
        costs(id, 600, 400, 0, 0, 300, 100, 0.3 * 600 + 0.03 * 400 + 2.5 * 300);
    }

    @Test
    void watsonxsChatCountsAsOpenAiDoes() throws Exception {
        FAKES.watsonx.enqueue(Reply.json(200, """
                {"id":"chatcmpl-8a5b","object":"chat.completion","model_id":"ibm/granite-4-h-small","model":"ibm/granite-4-h-small",
                "created":1741569952,"model_version":"4.0.0","created_at":"2025-03-10T01:25:52.123Z","choices":[{"index":0,
                "message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],
                "usage":{"completion_tokens":70,"prompt_tokens":1200,"total_tokens":1270}}"""));
        // [ibm] granite-4-h-small: input 0.06, output 0.25
        costs(ask("granite"), 1200, 0, 0, 0, 70, 0, 0.06 * 1200 + 0.25 * 70);
    }

    @Test
    void watsonxsTextGenerationCountsBesideItsResults() throws Exception {
        FAKES.watsonx.enqueue(Reply.json(200, """
                {"model_id":"ibm/granite-13b-instruct-v2","created_at":"2025-03-10T01:25:52.123Z","results":[{"generated_text":"Hi",
                "generated_token_count":40,"input_token_count":300,"stop_reason":"eos_token"}]}"""));
        // [ibm] granite-13b-instruct: input 0.6, output 0.6
        costs(ask("granite-13b"), 300, 0, 0, 0, 40, 0, 0.6 * 300 + 0.6 * 40);
    }

    @Test
    void ocisGenericChat() throws Exception {
        FAKES.oracle.enqueue(Reply.json(200, """
                {"modelId":"meta.llama-3.1-405b-instruct","modelVersion":"1.0.0","chatResponse":{"apiFormat":"GENERIC",
                "timeCreated":"2026-11-22T12:00:00.000Z","choices":[{"index":0,"message":{"role":"ASSISTANT",
                "content":[{"type":"TEXT","text":"Hi"}]},"finishReason":"stop"}],
                "usage":{"promptTokens":100,"completionTokens":7,"totalTokens":107}}}"""));
        // [oracle] llama-3.1-405b-instruct: input 10.68, output 10.68
        costs(ask("llama"), 100, 0, 0, 0, 7, 0, 10.68 * 100 + 10.68 * 7);
    }

    @Test
    void ocisCohereChat() throws Exception {
        FAKES.oracle.enqueue(Reply.json(200, """
                {"modelId":"cohere.command-a-03-2025","modelVersion":"1.0","chatResponse":{"apiFormat":"COHERE","text":"Hi",
                "finishReason":"COMPLETE","chatHistory":[],"usage":{"promptTokens":10,"completionTokens":3,"totalTokens":13}}}"""));
        // [oracle] command-a: input 1.56, output 1.56
        costs(ask("command-a"), 10, 0, 0, 0, 3, 0, 1.56 * 10 + 1.56 * 3);
    }

    @Test
    void responsesSayInputAndOutput() throws Exception {
        String answer = """
                {"id":"resp_1","object":"response","created_at":1,"status":"completed","model":"gpt-5","output":[{"type":"message",
                "id":"msg_1","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Hi","annotations":[]}]}],
                "service_tier":"flex","usage":{"input_tokens":1000,"input_tokens_details":{"cached_tokens":200},
                "output_tokens":500,"output_tokens_details":{"reasoning_tokens":100},"total_tokens":1500}}""";
        // [openai] gpt-5: service_tiers.flex: input 0.625, output 5, cache_read 0.0625
        double expected = 0.625 * 800 + 0.0625 * 200 + 5 * 500;
        FAKES.openai.enqueue(Reply.json(200, answer));
        String body = "{\"model\":\"gpt-5\",\"store\":false,\"input\":\"Hi\"}";
        costs(post("/v1/responses", body), 800, 200, 0, 0, 500, 100, expected);
        FAKES.openai.enqueue(Reply.json(200, answer));
        costs(post("/providers/openai/v1/responses", body), 800, 200, 0, 0, 500, 100, expected);
        FAKES.openai.enqueue(Reply.json(
                200,
                answer.replace("\"cached_tokens\":200", "\"cached_tokens\":200,\"cache_write_tokens\":300")
                        .replace("\"flex\"", "\"default\"")
                        .replace("gpt-5", "gpt-5.6-sol")));
        // [openai, azure] gpt-5.6-sol: input 5, output 30, cache_read 0.5, cache_write 6.25
        costs(
                post("/providers/openai/v1/responses", body.replace("gpt-5", "gpt-5.6-sol")),
                500,
                200,
                300,
                0,
                500,
                100,
                5 * 500 + 0.5 * 200 + 6.25 * 300 + 30 * 500);
    }

    @Test
    void textCompletions() throws Exception {
        FAKES.openai.enqueue(Reply.json(200, """
                {"id":"cmpl-1","object":"text_completion","created":1,"model":"gpt-3.5-turbo-instruct","choices":[{"text":"Hi",
                "index":0,"logprobs":null,"finish_reason":"stop"}],
                "usage":{"prompt_tokens":11,"completion_tokens":4,"total_tokens":15}}"""));
        // [openai, azure] gpt-3.5-turbo-instruct: input 1.5, output 2
        String id = post("/v1/completions", "{\"model\":\"instruct\",\"prompt\":\"Hi\"}");
        costs(id, 11, 0, 0, 0, 4, 0, 1.5 * 11 + 2 * 4);
    }

    @Test
    void aBatchOfEmbeddingsIsOneRow() throws Exception {
        String texts = "\"input\":[\"one two three\",\"four five\",\"six\"]";
        // [openai, azure] text-embedding-3-small: input 0.02; the fake counts words
        costs(post("/v1/embeddings", "{\"model\":\"small\"," + texts + "}"), 6, 0, 0, 0, 0, 0, 0.02 * 6);
        // [bedrock] titan-embed-text-v2: input 0.02; a call for each text
        costs(post("/v1/embeddings", "{\"model\":\"titan-2\"," + texts + "}"), 6, 0, 0, 0, 0, 0, 0.02 * 6);
        assertThat(FAKES.bedrock.received()).hasSize(3);
        // [vertex] text-embedding-005: input 0.025; counted text by text
        costs(post("/v1/embeddings", "{\"model\":\"gecko\"," + texts + "}"), 6, 0, 0, 0, 0, 0, 0.025 * 6);
    }

    /** @param millionths of a dollar */
    private static Map<String, Object> costs(
            String id, long input, long read, long write, long hour, long output, long reasoning, double millionths)
            throws InterruptedException {
        Map<String, Object> row = rows.await(id);
        assertThat(List.of(
                        LedgerRows.number(row, "input_tokens"),
                        LedgerRows.number(row, "cache_read_tokens"),
                        LedgerRows.number(row, "cache_write_5m_tokens"),
                        LedgerRows.number(row, "cache_write_1h_tokens"),
                        LedgerRows.number(row, "output_tokens"),
                        LedgerRows.number(row, "reasoning_tokens")))
                .as("input, cache read, cache write for 5 minutes and for an hour, output, reasoning")
                .containsExactly(input, read, write, hour, output, reasoning);
        assertThat(row).containsEntry("usage_source", "reported");
        assertThat(LedgerRows.number(row, "cost_nano_usd")).isEqualTo(Math.round(millionths * 1000));
        return row;
    }

    private static String ask(String model) throws IOException {
        return post(CHAT, "{\"model\":\"" + model + "\"," + HI + "}");
    }

    private static String stream(String model) throws IOException {
        return post(CHAT, "{\"model\":\"" + model + "\",\"stream\":true," + HI + "}");
    }

    /** Gives the id of a request that went well. */
    private static String post(String path, String body) throws IOException {
        HttpResponse<String> answer = gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + path))
                .header("content-type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .POST(BodyPublishers.ofString(body))
                .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        FAKES.all().forEach(FakeProvider::assertNothingRefused);
        return answer.headers().firstValue("x-request-id").orElseThrow();
    }

    private static Reply openai(String usage, String tier) {
        return Reply.json(200, """
                {"id":"chatcmpl-1","object":"chat.completion","created":1741569952,"model":"m","choices":[{"index":0,
                "message":{"role":"assistant","content":"42","refusal":null},"finish_reason":"stop"}],
                "usage":%s,"service_tier":"%s"}""".formatted(usage, tier));
    }

    private static Reply anthropic(String usage) {
        return Reply.json(200, """
                {"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"42"}],
                "stop_reason":"end_turn","stop_sequence":null,"usage":%s}""".formatted(usage));
    }

    private static Reply converse(String usage) {
        return Reply.json(200, """
                {"output":{"message":{"role":"assistant","content":[{"text":"x"}]}},"stopReason":"end_turn",%s}""".formatted(usage));
    }

    private static Reply gemini(String usage) {
        return Reply.json(200, """
                {"candidates":[{"content":{"role":"model","parts":[{"text":"Hi"}]},"finishReason":"STOP"}],
                "usageMetadata":%s,"modelVersion":"gemini","responseId":"r"}""".formatted(usage));
    }

    private static String data(String event) {
        return "data: " + event + "\n\n";
    }

    private static Reply.Frame frame(String event, String data) {
        return Reply.Frame.of("event: " + event + "\ndata: " + data + "\n\n");
    }

    private static Reply.Frame aws(String event, String data) {
        return new Reply.Frame(EventStreamFrames.event(event, data), true);
    }
}
