package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.Reply;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the ledger says of each kind of request, and F46: where a provider counts nothing, or nonsense, an estimate. */
class LedgerRoadTest {
    private static final String MAPPING = """
            model_mappings:
              gpt: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              embed: {default_provider: openai, providers: {openai: {model: text-embedding-3-small}}}
              instruct: {default_provider: openai, providers: {openai: {model: gpt-3.5-turbo-instruct}}}
              claude: {default_provider: anthropic, providers: {anthropic: {model: claude-sonnet-4-6}}}
              both:
                default_provider: anthropic
                providers: {anthropic: {model: claude-sonnet-4-6}, openai: {model: gpt-4o}}
              rescued:
                default_provider: openai
                rescue: continue
                providers: {openai: {model: gpt-4o}, anthropic: {model: claude-sonnet-4-6}}
            routing:
              fallback: {enabled: true, providers: [anthropic, openai], max_attempts: 3}
            providers:
              openai: {breaker: {minimum_calls: 1000, window: 1000}}
              anthropic: {breaker: {minimum_calls: 1000, window: 1000}}
            """;
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    /** Ten tokens in OpenAI's o200k vocabulary, 44 bytes. */
    private static final String PANGRAM = "The quick brown fox jumps over the lazy dog.";

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions | chat-completions | {\"model\":\"gpt\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
                "/v1/completions | completions | {\"model\":\"instruct\",\"prompt\":\"Hi\"}",
                "/v1/embeddings | embeddings | {\"model\":\"embed\",\"input\":\"Hi\"}",
                "/v1/messages | messages | {\"model\":\"claude\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
                "/v1/responses | responses | {\"model\":\"gpt\",\"store\":false,\"input\":\"Hi\"}",
                "/providers/openai/v1/chat/completions | native | {\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
            })
    void eachEndpointHasItsRows(String path, String endpoint, String body) throws Exception {
        Map<String, Object> row = rows.await(id(post(path, body), 200));
        assertThat(row)
                .containsEntry("endpoint", endpoint)
                .containsEntry("usage_source", "reported")
                .containsEntry("key_id", "anyone")
                .containsEntry("error_code", null);
        assertThat(LedgerRows.number(row, "status")).isEqualTo(200);
        assertThat(LedgerRows.number(row, "input_tokens")).isPositive();
        assertThat(LedgerRows.number(row, "cost_nano_usd")).isPositive();
        assertThat(LedgerRows.flag(row, "broken")).isFalse();
        assertThat(row.get("attempts").toString()).contains("\"outcome\":\"answered\"");
        assertThat(row.toString()).doesNotContain("Echo");
    }

    @Test
    void everyAttemptIsNamedAndOnlyWhatAnsweredIsPaidFor() throws Exception {
        FAKES.anthropic.enqueue(FAKES.anthropic.error(529));
        Map<String, Object> row = rows.await(id(chat("both", ""), 200));
        assertThat(row)
                .containsEntry("provider", "openai")
                .containsEntry("provider_model", "gpt-4o")
                .containsEntry("usage_source", "reported");
        assertThat(row.get("attempts").toString())
                .containsSubsequence(
                        "\"provider\":\"anthropic\"", "unavailable", "\"provider\":\"openai\"", "answered");
    }

    @Test
    void errorsCostNothing() throws Exception {
        FAKES.openai.always(FAKES.openai.error(503));
        Map<String, Object> row = rows.await(id(chat("gpt", ""), 503));
        assertThat(row)
                .containsEntry("error_code", "provider_unavailable")
                .containsEntry("usage_source", "unknown")
                .containsEntry("cost_nano_usd", null)
                .containsEntry("provider", "openai");
        row = rows.await(id(chat("nobody-has-it", ""), 404));
        assertThat(row).containsEntry("error_code", "model_not_found").containsEntry("provider", null);
        FAKES.openai.recover();
        FAKES.openai.enqueue(FAKES.openai.error(400));
        row = rows.await(id(post("/providers/openai/v1/chat/completions", "{\"model\":\"gpt-4o\"," + HI + "}"), 400));
        assertThat(row).containsEntry("usage_source", "unknown").containsEntry("cost_nano_usd", null);
    }

    @Test
    void whatWasNeverReadHasNoRow() throws Exception {
        String refused = id(chat("gpt", ",\"messages\":"), 400);
        rows.await(id(chat("gpt", ""), 200));
        assertThat(rows.of(refused)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // what the provider says; whether what went in, and what came out, has to be estimated
        "'', true, true",
        "'\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0', true, true",
        "'\"prompt_tokens\":-5,\"completion_tokens\":-7,\"total_tokens\":-12', true, true",
        "'\"prompt_tokens\":9,\"completion_tokens\":0,\"total_tokens\":9', false, true",
        "'\"prompt_tokens\":9,\"completion_tokens\":99999999999999999999,\"total_tokens\":9', false, true",
        "'\"prompt_tokens\":512001,\"completion_tokens\":11,\"total_tokens\":9', true, false",
        "'\"prompt_tokens\":9,\"completion_tokens\":11,\"total_tokens\":20', false, false"
    })
    void f46NonsenseIsEstimatedAndFlagged(String usage, boolean input, boolean output) throws Exception {
        FAKES.openai.enqueue(
                Reply.json(200, """
                {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,
                "message":{"role":"assistant","content":"%s","refusal":null},"finish_reason":"stop"}]%s}""".formatted(PANGRAM, usage.isEmpty() ? "" : ",\"usage\":{" + usage + "}")));
        Map<String, Object> row = rows.await(id(chat("gpt", ""), 200));
        assertThat(row).containsEntry("usage_source", input || output ? "estimated" : "reported");
        // "Hi" is a token, and a message takes four; the vocabulary may not be there yet: then 44 bytes are 11 tokens.
        assertThat(LedgerRows.number(row, "input_tokens")).isEqualTo(input ? 5 : 9);
        assertThat(LedgerRows.number(row, "output_tokens")).isIn(output ? new Object[] {10L, 11L} : new Object[] {11L});
        long nanoUsd = 2500 * LedgerRows.number(row, "input_tokens") + 10_000 * LedgerRows.number(row, "output_tokens");
        assertThat(LedgerRows.number(row, "cost_nano_usd")).isEqualTo(nanoUsd);
    }

    @Test
    void openAisTextsAreCountedByTheirVocabulary() throws Exception {
        Reply silent = Reply.json(200, """
                {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,
                "message":{"role":"assistant","content":"%s","refusal":null},"finish_reason":"stop"}]}""".formatted(PANGRAM));
        long tokens = 0;
        for (int asked = 0; asked < 200 && tokens != 10; asked++) {
            FAKES.openai.enqueue(silent);
            tokens = LedgerRows.number(rows.await(id(chat("gpt", ""), 200)), "output_tokens");
        }
        assertThat(tokens).as("once the vocabulary has been read").isEqualTo(10);
    }

    @Test
    void claudesAreCountedByTheirBytes() throws Exception {
        FAKES.anthropic.enqueue(Reply.json(200, """
                {"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"%s"}],
                "stop_reason":"end_turn","stop_sequence":null}""".formatted(PANGRAM)));
        Map<String, Object> row = rows.await(id(chat("claude", ""), 200));
        // 44 bytes at 3.5 a token; "Hi" is less than one, and a message takes four.
        assertThat(LedgerRows.number(row, "output_tokens")).isEqualTo(13);
        assertThat(LedgerRows.number(row, "input_tokens")).isEqualTo(5);
        // [anthropic, …] claude-sonnet-4-6: input 3, output 15
        assertThat(LedgerRows.number(row, "cost_nano_usd")).isEqualTo(3000 * 5 + 15_000 * 13);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/v1/chat/completions", "/v1/messages", "/v1/responses", "/providers/openai/v1/chat/completions"
            })
    void ofABrokenStreamCountsWhatTheClientHasGot(String path) throws Exception {
        FAKES.openai.enqueue(FAKES.openai.stream("abcdefghijklmnop", "ponmlkjihgfedcba", "never")
                .cutAfterContents(2, Reply.Ending.RESET)
                .paced(Duration.ofMillis(30)));
        String model = path.startsWith("/providers") ? "gpt-4o" : "gpt";
        String content = path.endsWith("responses") ? "\"store\":false,\"input\":\"Hi\"" : HI + ",\"max_tokens\":99";
        if (path.endsWith("responses")) {
            FAKES.openai.recover();
            FAKES.openai.enqueue(FAKES.openai
                    .responseStream("abcdefghijklmnop", "ponmlkjihgfedcba", "never")
                    .cutAfterContents(2, Reply.Ending.RESET)
                    .paced(Duration.ofMillis(30)));
        }
        String request = "broken-" + Math.abs(path.hashCode());
        send(path, "{\"model\":\"" + model + "\",\"stream\":true," + content + "}", request);
        Map<String, Object> row = rows.await(request);
        assertThat(LedgerRows.flag(row, "broken")).isTrue();
        assertThat(LedgerRows.number(row, "status")).isEqualTo(200);
        assertThat(row).containsEntry("usage_source", "estimated").containsEntry("endpoint", endpoint(path));
        // 32 letters that are no words: 8 tokens by their bytes, more by the vocabulary.
        assertThat(LedgerRows.number(row, "output_tokens")).isBetween(8L, 32L);
        assertThat(LedgerRows.number(row, "input_tokens")).isEqualTo(path.endsWith("responses") ? 1 : 5);
        assertThat(LedgerRows.number(row, "cost_nano_usd")).isPositive();
    }

    private static String endpoint(String path) {
        return path.startsWith("/providers")
                ? "native"
                : path.substring("/v1/".length()).replace('/', '-');
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatLeavesHasItsRowToo(boolean begun) throws Exception {
        FAKES.openai.enqueue(
                begun
                        ? FAKES.openai.stream("abcdefgh", "never").cutAfterContents(1, Reply.Ending.STALL)
                        : Reply.silence());
        String request = "left-" + begun;
        try (Socket client = new Socket("127.0.0.1", gateway.port())) {
            byte[] body = ("{\"model\":\"gpt\",\"stream\":true," + HI + "}").getBytes(StandardCharsets.UTF_8);
            client.getOutputStream()
                    .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n"
                                    + "X-Request-ID: " + request + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().write(body);
            FAKES.openai.awaitCalls(1, Duration.ofSeconds(10));
            if (begun) {
                byte[] head = new byte[4096];
                StringBuilder got = new StringBuilder();
                while (got.indexOf("abcdefgh") < 0) {
                    got.append(new String(head, 0, client.getInputStream().read(head), StandardCharsets.UTF_8));
                }
            }
            client.setSoLinger(true, 0);
        }
        Map<String, Object> row = rows.await(request);
        assertThat(LedgerRows.number(row, "status")).isEqualTo(499);
        assertThat(row).containsEntry("usage_source", "estimated");
        assertThat(LedgerRows.number(row, "input_tokens"))
                .as("the provider has it")
                .isEqualTo(5);
        assertThat(LedgerRows.number(row, "output_tokens")).isBetween(begun ? 1L : 0L, begun ? 8L : 0L);
    }

    @Test
    void aRescuedAnswerIsPaidForAtBothProviders() throws Exception {
        FAKES.openai.enqueue(FAKES.openai.stream("one ", "two ", "three ", "four ")
                .cutAfterContents(2, Reply.Ending.RESET)
                .paced(Duration.ofMillis(30)));
        FAKES.anthropic.enqueue(FAKES.anthropic.stream("three ", "four "));
        HttpResponse<String> answer = chat("rescued", ",\"stream\":true");
        assertThat(answer.body()).contains("[DONE]");
        Map<String, Object> row = rows.await(id(answer, 200));
        assertThat(row).containsEntry("provider", "anthropic").containsEntry("usage_source", "estimated");
        assertThat(LedgerRows.flag(row, "broken")).isFalse();
        // "one two " is a guess of 2 tokens; the fake of Anthropic counts its two pieces.
        assertThat(LedgerRows.number(row, "output_tokens")).isEqualTo(2 + 2);
        assertThat(LedgerRows.number(row, "cost_nano_usd")).isPositive();
    }

    @Test
    void aFullJournalRefusesOrLetsGoAsItWasChosen() throws Exception {
        Map<String, String> variables = new HashMap<>(FAKES.environment());
        variables.put("DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/serai?user=serai");
        variables.put("KEY_PEPPER", "v1:" + "p".repeat(40));
        variables.put("LEDGER_ENABLED", "true");
        variables.put("LEDGER_JOURNAL", folder.resolve("full").toString());
        variables.put("LEDGER_JOURNAL_LIMIT", "1KiB");
        try (RunningGateway full = RunningGateway.start(MAPPING, variables)) {
            HttpResponse<String> answer = full.chat("{\"model\":\"gpt\"," + HI + "}");
            for (int asked = 0; asked < 10 && answer.statusCode() == 200; asked++) {
                answer = full.chat("{\"model\":\"gpt\"," + HI + "}");
            }
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.body()).contains("\"code\":\"overloaded\"");
            assertThat(answer.headers().firstValue("retry-after")).isPresent();
            assertThat(full.get("/ready").statusCode()).isEqualTo(503);
            assertThat(full.get("/ready").body()).contains("\"status\":\"full\"");
        }
        variables.put("LEDGER_ON_FULL", "allow");
        try (RunningGateway allowing = RunningGateway.start(MAPPING, variables)) {
            assertThat(allowing.chat("{\"model\":\"gpt\"," + HI + "}").statusCode())
                    .isEqualTo(200);
            assertThat(allowing.get("/metrics").body())
                    .contains("ai_proxy_ledger_lost_entries 1.0")
                    .contains("ai_proxy_ledger_sync_failures 0.0")
                    .containsPattern("ai_proxy_ledger_disk_used_percent [0-9]");
        }
    }

    private static HttpResponse<String> chat(String model, String more) {
        return post("/v1/chat/completions", "{\"model\":\"" + model + "\"," + HI + more + "}");
    }

    private static HttpResponse<String> post(String path, String body) {
        HttpResponse<String> answer = gateway.send(request(path, body).build());
        FAKES.all().forEach(FakeProvider::assertNothingRefused);
        return answer;
    }

    /** Also where the answer is cut, and has no end that a client could read to. */
    private static void send(String path, String body, String id) throws InterruptedException {
        try {
            java.net.http.HttpClient.newHttpClient()
                    .send(request(path, body).header("X-Request-ID", id).build(), HttpResponse.BodyHandlers.ofString());
        } catch (java.io.IOException cut) {
            assertThat(path).startsWith("/providers/");
        }
    }

    private static HttpRequest.Builder request(String path, String body) {
        return HttpRequest.newBuilder(URI.create(gateway.baseUrl() + path))
                .header("content-type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .POST(BodyPublishers.ofString(body));
    }

    private static String id(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer.headers().firstValue("x-request-id").orElseThrow();
    }
}
