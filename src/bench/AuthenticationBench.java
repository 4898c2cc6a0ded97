package dev.serai.bench;

import dev.serai.audit.Actor;
import dev.serai.auth.Access;
import dev.serai.auth.ApiKeyText;
import dev.serai.auth.Credentials;
import dev.serai.auth.Globs;
import dev.serai.auth.NewKey;
import dev.serai.auth.Session;
import dev.serai.auth.StoredKeys;
import dev.serai.auth.Verdict;
import dev.serai.config.Settings;
import dev.serai.fakes.FakeIssuer;
import dev.serai.fakes.FakeKubernetes;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to find out who sends a request, from its headers to the caller, on the thread that does it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class AuthenticationBench {
    @Param({"stored_key", "session", "static_key", "basic", "jwt", "service_account"})
    public String way;

    private final MultiMap headers = MultiMap.caseInsensitiveMultiMap()
            .add("Host", "localhost:8080")
            .add("Accept", "application/json")
            .add("Accept-Encoding", "gzip, deflate")
            .add("Content-Type", "application/json")
            .add("User-Agent", "OpenAI/Python 1.54.0")
            .add("X-Stainless-Lang", "python")
            .add("X-Stainless-OS", "Linux")
            .add("Content-Length", "512");
    private FakeIssuer issuer;
    private FakeKubernetes kubernetes;
    private Access access;

    @Setup
    public void open() throws Exception {
        Path folder = Files.createTempDirectory("authentication-bench");
        Map<String, String> variables = new HashMap<>();
        variables.put("AUTH_ENABLED", "true");
        variables.put("DATABASE_URL", "none");
        switch (way) {
            case "stored_key" -> {
                variables.put("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
                headers.add("Authorization", "Bearer " + storedKey(variables));
            }
            case "session" -> variables.put("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
            case "static_key" -> {
                variables.put("API_KEY_CI", "static-key-of-ci-0123456789");
                headers.add("Authorization", "Bearer static-key-of-ci-0123456789");
            }
            case "basic" -> {
                variables.put("AUTH_MODE", "basic");
                variables.put("BASIC_AUTH_CREDENTIALS", "alice:correct-horse-battery");
                byte[] pair = "alice:correct-horse-battery".getBytes(StandardCharsets.UTF_8);
                headers.add("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
            }
            case "jwt" -> {
                issuer = FakeIssuer.start();
                variables.put("AUTH_MODE", "jwt");
                variables.putAll(issuer.environment());
                headers.add("Authorization", "Bearer " + likeKeycloaks());
            }
            default -> {
                kubernetes = FakeKubernetes.start(folder);
                variables.put("AUTH_MODE", "service_account");
                variables.put("SERVICE_ACCOUNT_AUDIENCE", "serai");
                variables.put("ALLOWED_SERVICE_ACCOUNTS", "research/trainer");
                variables.putAll(kubernetes.environment());
                headers.add("Authorization", "Bearer " + kubernetes.token("research", "trainer", "serai"));
            }
        }
        access = Access.open(Settings.only(variables), Clock.systemUTC());
        if (way.equals("session")) {
            headers.add("Authorization", "Bearer " + session(variables));
        }
        if (!(judge() instanceof Verdict.Welcome)) {
            throw new IllegalStateException(way + " does not come in: " + judge());
        }
    }

    private static String storedKey(Map<String, String> variables) {
        try (StoredKeys store = StoredKeys.open(Settings.only(variables), Clock.systemUTC())) {
            NewKey alice = new NewKey(
                    "alice", null, null, Set.of(), Set.of(), Globs.ALL, Globs.ALL, List.of(), Map.of(), null);
            return store.keys().create(alice, Actor.commandLine()).text().text();
        }
    }

    /** Of a key that has just got a second factor, for one of its backup codes. */
    private String session(Map<String, String> variables) {
        String key = storedKey(variables);
        String id = Objects.requireNonNull(ApiKeyText.of(key)).id();
        String code;
        try (StoredKeys store = StoredKeys.open(Settings.only(variables), Clock.systemUTC())) {
            code = store.secondFactors().enrol(id, Actor.commandLine()).orElseThrow().backupCodes().get(0);
        }
        return access.sessions()
                .login(key, code, null, new Session.Visitor("127.0.0.1", "bench"), of -> Actor.commandLine())
                .toCompletableFuture()
                .join()
                .text()
                .text();
    }

    /** Of the length that its access tokens have. */
    private String likeKeycloaks() {
        return issuer.token("f7c3bf1e-9f0a-4d2e-8c51-0a6d3c1b2e77")
                .header("kid", "rsa-1")
                .claim("exp", System.currentTimeMillis() / 1000 + 3600)
                .claim("preferred_username", "alice")
                .claim("email", "alice@example.com")
                .claim("realm_access", Map.of("roles", List.of("offline_access", "uma_authorization", "serai-viewer")))
                .claim("scope", "openid profile email serai")
                .claim("session_state", "0a6d3c1b-9f0a-4d2e-8c51-f7c3bf1e2e77")
                .sign("RS256", issuer.key("rsa-1"));
    }

    @Benchmark
    public Verdict judge() {
        return access.judge(Credentials.of(headers::getAll), "127.0.0.1").toCompletableFuture().join();
    }

    @TearDown
    public void close() {
        access.close();
        if (issuer != null) {
            issuer.close();
        }
        if (kubernetes != null) {
            kubernetes.close();
        }
    }
}
