package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.auth.ApiKeyText;
import dev.serai.config.Settings;
import dev.serai.fakes.FakeAnthropic;
import dev.serai.fakes.FakeOpenAi;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows T10 to T12, T15, T17: who gets in by a key, and what whoever doesn't is told. */
class AuthenticationRoadTest {
    private static final String MAPPING = """
            model_mappings:
              at-openai: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              at-anthropic: {default_provider: anthropic, providers: {anthropic: {model: claude-sonnet-4-5-20250929}}}
            """;
    private static final String OF_VARIABLE = "static-key-of-ci-0123456789";
    private static final String OF_FILE = "static-key-of-a-file-0123456789";

    @TempDir
    static Path folder;

    private static final FakeOpenAi OPENAI = FakeOpenAi.start();
    private static final FakeAnthropic ANTHROPIC = FakeAnthropic.start();
    private static final Map<String, String> VARIABLES = new HashMap<>();
    private static final EverythingLogged LOG = new EverythingLogged();
    private static final List<String> SECRETS = new ArrayList<>(List.of(OF_VARIABLE, OF_FILE));
    private static RunningGateway gateway;
    private static String key;

    @BeforeAll
    static void start() throws IOException {
        LOG.begin();
        Files.createDirectory(folder.resolve("keys"));
        Files.writeString(folder.resolve("keys/batch"), OF_FILE + "\n");
        VARIABLES.putAll(OPENAI.environment());
        VARIABLES.putAll(ANTHROPIC.environment());
        VARIABLES.put("AUTH_ENABLED", "true");
        VARIABLES.put("HOST", "127.0.0.1");
        VARIABLES.put("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
        VARIABLES.put("API_KEY_CI", OF_VARIABLE);
        VARIABLES.put("API_KEYS_DIR", folder.resolve("keys").toString());
        key = keys("create", "--name", "alice", "--team", "research");
        gateway = RunningGateway.start(MAPPING, VARIABLES);
    }

    @AfterAll
    static void stop() {
        try {
            gateway.close();
            LOG.assertHolds(SECRETS);
        } finally {
            LOG.end();
            OPENAI.close();
            ANTHROPIC.close();
        }
    }

    /** The canary: no key of a client's reaches a provider. */
    @AfterEach
    void noProviderSawAKey() {
        OPENAI.assertNoForeignCredentials(SECRETS);
        ANTHROPIC.assertNoForeignCredentials(SECRETS);
        OPENAI.recover();
        OPENAI.forget();
        ANTHROPIC.recover();
        ANTHROPIC.forget();
    }

    /** Runs {@code serai keys …} as an operator does, beside the gateway. */
    private static String keys(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
        assertThat(new KeysCommand(Settings.only(VARIABLES), Clock.systemUTC(), lines, lines).run(List.of(words)))
                .isZero();
        String text = out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(ApiKeyText.PREFIX))
                .findFirst()
                .orElse("");
        if (!text.isEmpty()) {
            SECRETS.add(text);
            SECRETS.add(text.substring(22, 65));
        }
        return text;
    }

    private static String id(String text) {
        return ApiKeyText.of(text).id();
    }

    private static HttpResponse<String> chat(String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .POST(
                        BodyPublishers.ofString(
                                "{\"model\":\"at-openai\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"max_tokens\":100}"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return gateway.send(request.build());
    }

    private static HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.baseUrl() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return gateway.send(request.build());
    }

    private static void refused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
        for (String secret : SECRETS) {
            assertThat(answer.body()).doesNotContain(secret);
        }
        if (status == 401) {
            assertThat(answer.body()).contains("\"type\":\"authentication_error\"");
            assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"serai\"");
        }
    }

    private static HttpResponse<String> until(Predicate<HttpResponse<String>> wanted, String... headers) {
        long end = System.nanoTime() + 30_000_000_000L;
        while (true) {
            HttpResponse<String> answer = chat(headers);
            if (wanted.test(answer) || System.nanoTime() > end) {
                return answer;
            }
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @CsvSource({"Authorization,'Bearer '", "authorization,'bearer '", "X-API-Key,''", "api-key,''", "x-goog-api-key,''"
    })
    void aKeyIsTakenWhereverAnSdkPutsIt(String header, String scheme) {
        OPENAI.enqueue(OPENAI.text("Hello there"));
        HttpResponse<String> answer = chat(header, scheme + key);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("Hello there");
        assertThat(OPENAI.received()).hasSize(1);
    }

    @Test
    void withoutAKeyNothingIsDone() {
        refused(chat(), 401, "invalid_api_key");
        refused(chat("Authorization", "Bearer "), 401, "invalid_api_key");
        refused(chat("Authorization", key), 401, "invalid_api_key");
        assertThat(OPENAI.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-proj-0123456789",
                "' OR '1'='1",
                "srk_live_",
                "srk_live_0123456789AB_0123456789012345678901234567890123456789012_000000",
                "srk_live_x_y_z"
            })
    void aKeyThatIsNoneIsRefused(String wrong) {
        refused(chat("Authorization", "Bearer " + wrong), 401, "invalid_api_key");
        assertThat(OPENAI.received()).isEmpty();
    }

    @Test
    void aRightIdWithAWrongSecretIsRefused() {
        String other = keys("create", "--name", "mallory");
        String body = "srk_live_" + id(key) + other.substring(21, 65);
        String forged = body + "_" + checksum(body);
        assertThat(ApiKeyText.of(forged)).isNotNull();
        refused(chat("X-API-Key", forged), 401, "invalid_api_key");
    }

    /** As whoever has the source can make one. */
    private static String checksum(String text) {
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        String digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        StringBuilder made = new StringBuilder();
        for (long rest = crc.getValue(); made.length() < 6; rest /= 62) {
            made.insert(0, digits.charAt((int) (rest % 62)));
        }
        return made.toString();
    }

    @Test
    void twoKeysOfOursThatDifferAreAConflict() {
        String other = keys("create", "--name", "bob");
        refused(chat("Authorization", "Bearer " + key, "X-API-Key", other), 400, "conflicting_credentials");
        refused(chat("Authorization", "Bearer " + key, "api-key", OF_VARIABLE), 400, "conflicting_credentials");
        refused(chat("X-API-Key", key, "X-API-Key", other), 400, "conflicting_credentials");
        OPENAI.enqueue(OPENAI.text("Hello"));
        assertThat(chat("Authorization", "Bearer " + key, "X-API-Key", key).statusCode())
                .isEqualTo(200);
        OPENAI.enqueue(OPENAI.text("Hello"));
        assertThat(chat("Authorization", "Bearer sk-somebody-elses", "X-API-Key", key)
                        .statusCode())
                .as("a key of somebody else's beside ours")
                .isEqualTo(200);
        OPENAI.enqueue(OPENAI.text("Hello"));
        assertThat(chat(
                                "Authorization",
                                "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/bedrock/aws4_request",
                                "x-api-key",
                                key)
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "api_key", "api-key", "x-api-key", "KEY", "access_token"})
    void aKeyInTheUrlIsRefusedWhateverElseIsSent(String name) {
        refused(get("/v1/models?" + name + "=abc", "X-API-Key", key), 400, "key_in_query");
        refused(get("/providers/openai/v1/models?" + name + "=abc"), 400, "key_in_query");
    }

    @Test
    void pathAndMethodAreLookedAtFirstAndTheBodyAfterwards() {
        refused(get("/v1/nothing"), 404, "unknown_url");
        refused(get("/v1/chat/completions"), 405, "method_not_allowed");
        HttpRequest.Builder text = HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/chat/completions"))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("not JSON"));
        refused(gateway.send(text.build()), 401, "invalid_api_key");
        refused(gateway.send(text.copy().header("X-API-Key", key).build()), 415, "unsupported_content_type");
        HttpRequest.Builder json = HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/embeddings"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("not JSON"));
        refused(gateway.send(json.build()), 401, "invalid_api_key");
        refused(gateway.send(json.copy().header("X-API-Key", key).build()), 400, "invalid_json");
    }

    @Test
    void onlyWhatIsListedIsOpen() {
        for (String path : List.of("/health", "/ready", "/openapi.json")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(200);
        }
        for (String path : List.of("/metrics", "/v1/models", "/v1/models/at-openai")) {
            refused(get(path), 401, "invalid_api_key");
            assertThat(get(path, "X-API-Key", key).statusCode()).as(path).isEqualTo(200);
        }
        for (String path : List.of("/providers/openai/v1/models", "/providers/anthropic/v1/models")) {
            refused(get(path), 401, "invalid_api_key");
        }
        HttpResponse<String> bedrock = get("/providers/bedrock/foundation-models");
        refused(bedrock, 401, "invalid_api_key");
        assertThat(bedrock.headers().firstValue("x-amzn-errortype")).hasValue("AccessDeniedException");
        assertThat(get("/ready").body()).doesNotContain("problems").contains("\"status\":\"ready\"");
    }

    @Test
    void whereAModelGoesIsForWhoeverMayCallIt() {
        refused(get("/ready?model=at-openai"), 401, "invalid_api_key");
        HttpResponse<String> told = get("/ready?model=at-openai", "X-API-Key", key);
        assertThat(told.statusCode()).as(told.body()).isEqualTo(200);
        assertThat(told.body()).contains("\"plan\"", "\"gpt-4o\"");
        String other = keys("create", "--name", "narrow", "--models", "at-anthropic", "--providers", "anthropic");
        refused(get("/ready?model=at-openai", "X-API-Key", other), 403, "model_not_allowed");
        assertThat(get("/ready?model=at-anthropic", "X-API-Key", other).body()).contains("\"plan\"");
        String elsewhere = keys("create", "--name", "elsewhere", "--providers", "anthropic");
        refused(get("/ready?model=at-openai", "X-API-Key", elsewhere), 403, "provider_not_allowed");
        assertThat(get("/ready").statusCode()).as("without a model it is open").isEqualTo(200);
    }

    @Test
    void aNativeCallNeedsAKeyAndGoesOnWithoutIt() {
        ANTHROPIC.enqueue(ANTHROPIC.text("Hello there"));
        HttpRequest.Builder message = HttpRequest.newBuilder(
                        URI.create(gateway.baseUrl() + "/providers/anthropic/v1/messages"))
                .header("Content-Type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .POST(BodyPublishers.ofString("{\"model\":\"claude-sonnet-4-5-20250929\",\"max_tokens\":10,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"));
        refused(gateway.send(message.build()), 401, "invalid_api_key");
        HttpResponse<String> answer =
                gateway.send(message.copy().header("x-api-key", key).build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(ANTHROPIC.received()).hasSize(1);
    }

    @Test
    void belowMessagesARefusalIsAnthropics() {
        HttpRequest.Builder message = HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/messages"))
                .header("Content-Type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .POST(BodyPublishers.ofString("{\"model\":\"at-openai\",\"max_tokens\":10,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"));
        HttpResponse<String> refusal = gateway.send(message.build());
        assertThat(refusal.statusCode()).isEqualTo(401);
        assertThat(refusal.body())
                .startsWith(
                        "{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"message\":\"No API key");
        String elsewhere = keys("create", "--name", "heidi", "--ip", "10.0.0.0/8");
        HttpResponse<String> address =
                gateway.send(message.copy().header("x-api-key", elsewhere).build());
        assertThat(address.statusCode()).isEqualTo(403);
        assertThat(address.headers().firstValue("WWW-Authenticate")).isEmpty();
        assertThat(address.body())
                .startsWith(
                        "{\"type\":\"error\",\"error\":{\"type\":\"permission_error\",\"message\":\"The API key may not");
        OPENAI.enqueue(OPENAI.text("Hello there"));
        HttpResponse<String> answer =
                gateway.send(message.copy().header("x-api-key", key).build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("Hello there");
    }

    @Test
    void aStaticKeyIsOneToo() {
        OPENAI.enqueue(OPENAI.text("Hello"));
        assertThat(chat("api-key", OF_VARIABLE).statusCode()).isEqualTo(200);
        OPENAI.enqueue(OPENAI.text("Hello"));
        assertThat(chat("Authorization", "Bearer " + OF_FILE).statusCode()).isEqualTo(200);
        refused(chat("Authorization", "Bearer " + OF_FILE + "x"), 401, "invalid_api_key");
    }

    @Test
    void aFileOfTheFolderIsReadAgain() throws IOException {
        String fresh = "another-key-of-a-file-0123456789";
        SECRETS.add(fresh);
        refused(chat("api-key", fresh), 401, "invalid_api_key");
        OPENAI.enqueue(OPENAI.text("Hello"));
        Files.writeString(folder.resolve("keys/later"), fresh);
        assertThat(until(answer -> answer.statusCode() == 200, "api-key", fresh).statusCode())
                .isEqualTo(200);
        Files.delete(folder.resolve("keys/later"));
        OPENAI.recover();
        refused(until(answer -> answer.statusCode() == 401, "api-key", fresh), 401, "invalid_api_key");
    }

    @Test
    void aKeyThatIsSwitchedOffOrDeletedIsRefusedSoon() {
        String text = keys("create", "--name", "carol");
        OPENAI.enqueue(OPENAI.text("Hello"));
        assertThat(chat("X-API-Key", text).statusCode()).isEqualTo(200);
        keys("disable", id(text));
        HttpResponse<String> refusal = until(answer -> answer.statusCode() == 401, "X-API-Key", text);
        refused(refusal, 401, "invalid_api_key");
        assertThat(refusal.body()).contains("switched off");
        keys("enable", id(text));
        assertThat(until(answer -> answer.statusCode() == 200, "X-API-Key", text)
                        .statusCode())
                .isEqualTo(200);
        keys("delete", id(text));
        refusal = until(answer -> answer.statusCode() == 401, "X-API-Key", text);
        assertThat(refusal.body()).contains("not one of this gateway's");
    }

    @Test
    void aKeyThatHasExpiredIsRefused() {
        String text = keys("create", "--name", "dave", "--expires", "2s");
        HttpResponse<String> refusal = until(answer -> answer.statusCode() == 401, "X-API-Key", text);
        refused(refusal, 401, "invalid_api_key");
        assertThat(refusal.body()).contains("has expired");
    }

    @Test
    void bothKeysOfARotationAreGood() {
        String text = keys("create", "--name", "erin");
        String fresh = keys("rotate", id(text), "--overlap", "1h");
        for (String each : List.of(text, fresh)) {
            OPENAI.enqueue(OPENAI.text("Hello"));
            assertThat(chat("X-API-Key", each).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aKeyOfOtherAddressesIsRefused() {
        String elsewhere = keys("create", "--name", "frank", "--ip", "10.0.0.0/8,2001:db8::/32");
        refused(chat("X-API-Key", elsewhere), 403, "ip_not_allowed");
        refused(
                chat("X-API-Key", elsewhere, "X-Forwarded-For", "10.0.0.1", "Forwarded", "for=10.0.0.1"),
                403,
                "ip_not_allowed");
        String here = keys("create", "--name", "grace", "--ip", "127.0.0.0/8");
        OPENAI.enqueue(OPENAI.text("Hello"));
        assertThat(chat("X-API-Key", here).statusCode()).isEqualTo(200);
    }

    @Test
    void withBasicAUserHasAPassword() {
        Map<String, String> variables = new HashMap<>(OPENAI.environment());
        variables.put("AUTH_ENABLED", "true");
        variables.put("AUTH_MODE", "basic,api_key");
        variables.put("HOST", "127.0.0.1");
        variables.put("DATABASE_URL", "none");
        variables.put("API_KEY_CI", OF_VARIABLE);
        variables.put("BASIC_AUTH_CREDENTIALS", "alice:correct:horse-battery,bob:another-password");
        RunningGateway before = gateway;
        try (RunningGateway basic = RunningGateway.start(MAPPING, variables)) {
            gateway = basic;
            OPENAI.enqueue(OPENAI.text("Hello"));
            assertThat(chat("Authorization", basic("alice:correct:horse-battery"))
                            .statusCode())
                    .isEqualTo(200);
            OPENAI.enqueue(OPENAI.text("Hello"));
            assertThat(chat("Authorization", "Bearer " + OF_VARIABLE).statusCode())
                    .isEqualTo(200);
            for (String wrong : List.of("alice:wrong", "alice:", ":", "bob:correct:horse-battery", "")) {
                HttpResponse<String> answer = chat("Authorization", basic(wrong));
                assertThat(answer.statusCode()).isEqualTo(401);
                assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
                        .contains("Basic realm=\"serai\"", "Bearer");
            }
            assertThat(chat("Authorization", "Basic !!!").statusCode()).isEqualTo(401);
            assertThat(chat().statusCode()).isEqualTo(401);
        } finally {
            gateway = before;
        }
        assertThat(folder.resolve("data")).doesNotExist();
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }
}
