package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.auth.ApiKeyText;
import dev.serai.config.Settings;
import dev.serai.fakes.FakeIssuer;
import dev.serai.fakes.Reply;
import dev.serai.fakes.SignedToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows P1, P20, T15, T29: after traffic of every kind no planted secret, and no word of a prompt or an answer, stands in the
 * store, the journals, the audit, what administrators see, the metrics, temporary files, what sinks and webhooks are told, dead letters,
 * or a log at TRACE; all seven providers are called, and no secret is in any
 * answer, and none of a client's comes to a provider. Once for each kind of store. There are no traces to look at: the gateway writes none.
 */
@org.junit.jupiter.api.Timeout(120)
abstract class SecretsAtRestRoad {
    private static final String PROMPT = "prompt-canary-6c1f0f2f7d2a4b3e9a55";
    private static final String COMPLETION = "completion-canary-b0b7d6c3e1f84a90";
    private static final String PASSWORD = "password-canary-59dd1f3ac1e74c6d";
    private static final String STATIC_KEY = "static-key-canary-4b8f02c9d7714e1a";
    private static final List<String> SAID = List.of("a prompt", "an answer", "a session");
    private static final String MAPPING = """
            model_mappings:
              gpt: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              claude: {default_provider: anthropic, providers: {anthropic: {model: claude-sonnet-4-6}}}
              haiku: {default_provider: bedrock, providers: {bedrock: {model: "anthropic.claude-3-haiku-20240307-v1:0"}}}
              azure-gpt: {default_provider: azure, providers: {azure: {deployment: gpt-4o}}}
              gemini: {default_provider: vertex, providers: {vertex: {model: gemini-2.5-flash}}}
              llama: {default_provider: oracle, providers: {oracle: {model: meta.llama-3.3-70b-instruct}}}
              granite: {default_provider: ibm, providers: {ibm: {model: ibm/granite-4-h-small}}}
              embed: {default_provider: openai, providers: {openai: {model: text-embedding-3-small}}}
            providers:
              openai: {breaker: {minimum_calls: 1000, window: 1000}}
            """;
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT + "\"}]";

    @TempDir
    Path folder;

    private final EverythingLogged log = new EverythingLogged();
    private final Map<String, String> secrets = new LinkedHashMap<>();
    private final List<String> seen = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private String said = "";

    /** With journals below {@link #folder}. */
    abstract Map<String, String> store();

    /** What of it is secret, by what it is; after the gateway has ended. */
    abstract Map<String, String> secretsOfTheStore() throws IOException;

    @Test
    void nothingThatIsSecretIsKept() throws Exception {
        Set<Path> before = temporaryFiles();
        ProviderFakes fakes = new ProviderFakes();
        log.begin();
        try (fakes;
                FakeIssuer issuer = FakeIssuer.start();
                ToldOutside outside = new ToldOutside(folder)) {
            Map<String, String> variables = new HashMap<>(fakes.environment());
            variables.putAll(issuer.environment());
            variables.putAll(store());
            variables.put("AUTH_ENABLED", "true");
            variables.put("AUTH_MODE", "api_key,basic,jwt");
            variables.put("JWT_MODELS_CLAIM", "models");
            variables.put("API_KEY_CI", STATIC_KEY);
            variables.putAll(outside.environment());
            variables.put("BASIC_AUTH_CREDENTIALS", "carol:" + PASSWORD);
            variables.put("HOST", "127.0.0.1");
            variables.put("ADMIN_API_KEY", AdminClient.KEY);
            plant(fakes, variables);
            plant(issuer);
            try (RunningGateway gateway = RunningGateway.start(MAPPING, variables)) {
                traffic(gateway, fakes);
                look(gateway, variables.get("DATABASE_URL"));
                seen.addAll(outside.all());
            }
            secrets.putAll(secretsOfTheStore());
            fakes.assertTreatedWell();
            assertThat(fakes.all())
                    .allSatisfy(fake -> assertThat(fake.received()).isNotEmpty());
            List<String> ours = secrets.entrySet().stream()
                    .filter(secret -> !SAID.subList(0, 2).contains(secret.getKey()))
                    .filter(secret -> !fakes.credentials().contains(secret.getValue()))
                    .map(Map.Entry::getValue)
                    .toList();
            fakes.all().forEach(fake -> fake.assertNoForeignCredentials(ours));
        } finally {
            log.end();
        }
        assertNowhere();
        log.assertHolds(secrets.values().stream()
                // Below INFO, Camel writes the addresses of endpoints (docs/how-to/send-events-elsewhere.md).
                .filter(secret -> !secret.equals(ToldOutside.PATH))
                .toList());
        Set<Path> after = temporaryFiles();
        after.removeAll(before);
        for (Path file : after) {
            try {
                assertInNone(Set.of(file));
            } catch (NoSuchFileException e) {
                assertThat(file).as("another test's, that is over").doesNotExist();
            }
        }
    }

    private void plant(FakeIssuer issuer) {
        SignedToken token = issuer.token("dave").header("kid", "rsa-1").claim("models", "*");
        secrets.put("a token", token.sign("RS256", issuer.key("rsa-1")));
        secrets.put(
                "a token that has expired",
                token.claim("exp", System.currentTimeMillis() / 1000 - 3600).sign("RS256", issuer.key("rsa-1")));
        secrets.put("a token of nobody's", token.sign("RS256", SignedToken.rsa(2048)));
    }

    private void plant(ProviderFakes fakes, Map<String, String> variables) {
        int number = 0;
        for (String credential : fakes.credentials()) {
            secrets.put("a provider's credential " + number++, credential);
        }
        secrets.put("the bootstrap key", AdminClient.KEY);
        secrets.put("a prompt", PROMPT);
        secrets.put("an answer", COMPLETION);
        secrets.put("a password", PASSWORD);
        secrets.put("a static key", STATIC_KEY);
        secrets.put("what signs what a webhook is told", ToldOutside.SIGNING);
        secrets.put("what a sink is authorized with", ToldOutside.AUTHORIZATION);
        secrets.put("a sink's path", ToldOutside.PATH);
        run(variables, "keys", "create", "--name", "dora", "--budget", "100/day,soft=0.000001");
        secrets.put("a key with a budget", key());
        run(variables, "keys", "create", "--name", "alice");
        secrets.put("a key", key());
        run(variables, "keys", "create", "--name", "bob");
        secrets.put("a key with a second factor", key());
        run(variables, "totp", "enrol", ApiKeyText.of(key()).id());
        List<String> lines = said.lines().toList();
        String uri = lines.stream()
                .filter(line -> line.startsWith("otpauth:"))
                .findFirst()
                .orElseThrow();
        secrets.put("a seed", uri.replaceFirst(".*[?&]secret=([A-Z2-7]+).*", "$1"));
        lines.subList(lines.indexOf(uri) + 1, lines.size()).stream()
                .filter(line -> !line.isBlank())
                .forEach(code -> secrets.put("a backup code " + secrets.size(), code));
    }

    private void traffic(RunningGateway gateway, ProviderFakes fakes) {
        String key = secrets.get("a key");
        fakes.openai.when(PROMPT, fakes.openai.text(COMPLETION));
        for (String model : List.of("gpt", "claude", "haiku", "azure-gpt", "gemini", "llama", "granite")) {
            for (boolean stream : new boolean[] {false, true}) {
                String body = "{\"model\":\"" + model + "\",\"stream\":" + stream + ",\"max_tokens\":50," + HI + "}";
                // What answers the prompt at openai is no stream, and so is one more of what goes wrong.
                String start = stream && model.equals("gpt") ? "502 " : "200 ";
                assertThat(ask(gateway, "/v1/chat/completions", body, key)).startsWith(start);
            }
        }
        ask(gateway, "/v1/messages", "{\"model\":\"claude\",\"max_tokens\":9," + HI + "}", key);
        ask(gateway, "/v1/responses", "{\"model\":\"gpt\",\"store\":false,\"input\":\"" + PROMPT + "\"}", key);
        ask(gateway, "/v1/embeddings", "{\"model\":\"embed\",\"input\":\"" + PROMPT + "\"}", key);
        ask(gateway, "/providers/openai/v1/chat/completions", "{\"model\":\"gpt-4o\"," + HI + "}", key);
        for (String other : List.of("a token", "a static key", "a key with a budget")) {
            assertThat(ask(gateway, "/v1/chat/completions", "{\"model\":\"gpt\"," + HI + "}", secrets.get(other)))
                    .as(other)
                    .startsWith("200 ");
        }
        for (String other : List.of("a token that has expired", "a token of nobody's")) {
            seen.add(ask(gateway, "/v1/chat/completions", "{\"model\":\"gpt\"," + HI + "}", secrets.get(other)));
            assertThat(seen.get(seen.size() - 1)).as(other).startsWith("401 ");
        }
        String second = secrets.get("a key with a second factor");
        String backup = secrets.entrySet().stream()
                .filter(secret -> secret.getKey().startsWith("a backup code"))
                .findFirst()
                .orElseThrow()
                .getValue();
        String login =
                ask(gateway, "/auth/login", "{\"api_key\":\"" + second + "\",\"totp_code\":\"" + backup + "\"}", key);
        assertThat(login).startsWith("200 ");
        secrets.put("a session", login.replaceFirst("(?s).*\"session_token\":\"([^\"]+)\".*", "$1"));
        assertThat(ask(gateway, "/v1/chat/completions", "{\"model\":\"gpt\"," + HI + "}", secrets.get("a session")))
                .startsWith("200 ");
        // What goes wrong is where texts and keys like to be quoted.
        seen.add(ask(gateway, "/v1/chat/completions", "{\"model\":\"gpt\"," + HI + ",", key));
        seen.add(ask(gateway, "/v1/chat/completions", "{\"model\":\"gpt\"," + HI + ",\"temperature\":\"hot\"}", key));
        seen.add(ask(gateway, "/v1/chat/completions", "{\"model\":\"nobody-has-it\"," + HI + "}", key));
        seen.add(ask(
                gateway,
                "/v1/chat/completions",
                "{\"model\":\"gpt\"," + HI + "}",
                secrets.get("a key with a second factor")));
        seen.add(ask(
                gateway,
                "/v1/chat/completions",
                "{\"model\":\"gpt\"," + HI + "}",
                key.substring(0, key.length() - 1) + (key.endsWith("x") ? "y" : "x")));
        fakes.openai.recover();
        for (Reply reply : List.of(fakes.openai.error(500), Reply.reset())) {
            fakes.openai.enqueue(reply);
            seen.add(ask(gateway, "/v1/chat/completions", "{\"model\":\"gpt\"," + HI + "}", key));
        }
        fakes.openai.enqueue(fakes.openai.stream(COMPLETION, "never").cutAfterContents(1, Reply.Ending.RESET));
        ask(gateway, "/v1/chat/completions", "{\"model\":\"gpt\",\"stream\":true," + HI + "}", key);
    }

    private void look(RunningGateway gateway, String url) throws InterruptedException {
        LedgerRows rows = new LedgerRows(url);
        while (rows.query("SELECT id FROM ledger WHERE broken").isEmpty()) {
            Thread.sleep(50);
        }
        seen.add(gateway.get("/ready").body());
        AdminClient admin = AdminClient.of(gateway);
        for (String path : List.of(
                "/admin/v1/keys",
                "/admin/v1/usage?by=key,model",
                "/admin/v1/providers",
                "/admin/v1/models",
                "/admin/v1/audit",
                "/admin/v1/configuration")) {
            HttpResponse<String> answer = admin.get(path);
            assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
            seen.add(path + answer.headers().map() + answer.body());
        }
        HttpResponse<String> metrics = gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/metrics"))
                .header("Authorization", "Bearer " + secrets.get("a key"))
                .build());
        assertThat(metrics.statusCode()).isEqualTo(200);
        seen.add(metrics.body());
        String kept = WholeDatabase.of(url);
        for (String table : List.of("ledger", "api_keys", "audit", "second_factors", "sessions", "backup_codes")) {
            assertThat(kept).containsPattern("table " + table + "\n(?!table )\\S");
        }
        seen.add(kept);
    }

    private void assertNowhere() throws IOException {
        secrets.forEach((what, secret) -> assertThat(seen).as(what).noneMatch(text -> text.contains(secret)));
        secrets.forEach((what, secret) -> {
            if (!SAID.contains(what)) {
                assertThat(answers).as(what).noneMatch(text -> text.contains(secret));
            }
        });
        assertThat(folder.resolve("journal")).isDirectory();
        try (Stream<Path> files = Files.walk(folder)) {
            assertInNone(files.filter(Files::isRegularFile).collect(Collectors.toSet()));
        }
    }

    private void assertInNone(Set<Path> files) throws IOException {
        for (Path file : files) {
            String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
            secrets.forEach((what, secret) -> {
                if (!file.endsWith("serai.pepper") || !what.equals("the pepper")) {
                    assertThat(bytes.contains(secret)).as(what + " in " + file).isFalse();
                }
            });
        }
    }

    private String ask(RunningGateway gateway, String path, String body, String key) {
        HttpResponse<String> answer = gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + path))
                .header("content-type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString(body))
                .build());
        String text = answer.statusCode() + " " + answer.headers().map() + answer.body();
        answers.add(text);
        return text;
    }

    private void run(Map<String, String> variables, String command, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream others = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        Settings settings = Settings.only(variables);
        int code = command.equals("totp")
                ? new TotpCommand(settings, Clock.systemUTC(), lines, others).run(List.of(words))
                : new KeysCommand(settings, Clock.systemUTC(), lines, others).run(List.of(words));
        said = out.toString(StandardCharsets.UTF_8);
        assertThat(code).as(said).isZero();
    }

    private String key() {
        return said.lines()
                .filter(line -> line.startsWith(ApiKeyText.PREFIX))
                .findFirst()
                .orElseThrow();
    }

    private static Set<Path> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(Files::isRegularFile).collect(Collectors.toSet());
        }
    }
}
