package dev.serai.sdk;

import dev.serai.RunningGateway;
import dev.serai.fakes.FakeAnthropic;
import dev.serai.fakes.FakeBedrock;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.FakeVertex;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A gateway before three strict fakes: a model for each of them alone, and one that all of them serve. A fourth, Vertex AI with
 * Gemini, stands beside them, and before them for one model. One for a test class or a test; used by one test at a time.
 */
final class ThreeProviders implements AutoCloseable {
    /** A model that all three serve, in the order openai, anthropic, bedrock. */
    static final String ALL = "gw-three";

    private static final String MAPPING = """
            model_mappings:
              gw-openai: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              gw-openai-limited: {default_provider: openai, providers: {openai: {model: gpt-4o-mini}}}
              gw-claude: {default_provider: anthropic, providers: {anthropic: {model: claude-sonnet-4-5-20250929}}}
              gw-claude-limited: {default_provider: anthropic, providers: {anthropic: {model: claude-haiku-4-5-20251001}}}
              gw-bedrock:
                default_provider: bedrock
                providers: {bedrock: {model: "us.anthropic.claude-sonnet-4-5-20250929-v1:0"}}
              gw-bedrock-limited:
                default_provider: bedrock
                providers: {bedrock: {model: "us.anthropic.claude-haiku-4-5-20251001-v1:0"}}
              gw-gemini: {default_provider: vertex, providers: {vertex: {model: gemini-2.5-flash}}}
              gw-gemini-limited: {default_provider: vertex, providers: {vertex: {model: gemini-2.5-pro}}}
              gw-three-from-vertex: {default_provider: vertex, providers: %3$s}
              gw-three: {default_provider: openai, providers: %1$s}
              gw-three-from-openai: {default_provider: openai, providers: %1$s}
              gw-three-from-anthropic: {default_provider: anthropic, providers: %1$s}
              gw-three-from-bedrock: {default_provider: bedrock, providers: %1$s}
            routing:
              fallback: {enabled: true, providers: [openai, anthropic, bedrock], max_attempts: 2}
            providers:
              openai: %2$s
              anthropic: %2$s
              bedrock: %2$s
              vertex: %2$s
            """;
    private static final String EVERY_TARGET = "{openai: {model: gpt-4o},"
            + " anthropic: {model: claude-sonnet-4-5-20250929},"
            + " bedrock: {model: \"us.anthropic.claude-sonnet-4-5-20250929-v1:0\"}}";

    private static final String WITH_VERTEX = EVERY_TARGET.replaceFirst("\\{", "{vertex: {model: gemini-2.5-flash}, ");

    /** How patient the gateway is with each of its providers. */
    record Patience(Duration timeout, Duration streamIdleTimeout, int breakerCalls) {
        /** Never runs out within a test. */
        static final Patience ENDLESS = new Patience(Duration.ofSeconds(120), Duration.ofSeconds(60), 1000);

        Patience withTimeout(Duration other) {
            return new Patience(other, streamIdleTimeout, breakerCalls);
        }

        Patience withStreamIdleTimeout(Duration other) {
            return new Patience(timeout, other, breakerCalls);
        }

        /** Opens a breaker when half of so many calls have failed. */
        Patience withBreakerCalls(int other) {
            return new Patience(timeout, streamIdleTimeout, other);
        }

        private String inMapping() {
            return ("{timeout: %1$dms, stream_idle_timeout: %2$dms,"
                            + " breaker: {failure_rate: 50, window: %3$d, minimum_calls: %3$d, open_for: 60s}}")
                    .formatted(timeout.toMillis(), streamIdleTimeout.toMillis(), breakerCalls);
        }
    }

    final FakeOpenAi openai = FakeOpenAi.start();
    final FakeAnthropic anthropic = FakeAnthropic.start();
    final FakeBedrock bedrock = FakeBedrock.start();
    final FakeVertex vertex = FakeVertex.start(FakeVertex.Family.GEMINI);
    private final RunningGateway gateway;

    private ThreeProviders(Patience patience, Map<String, String> overrides) {
        Map<String, String> environment = new HashMap<>();
        all().forEach(fake -> environment.putAll(fake.environment()));
        environment.putAll(overrides);
        gateway = RunningGateway.start(MAPPING.formatted(EVERY_TARGET, patience.inMapping(), WITH_VERTEX), environment);
    }

    static ThreeProviders start() {
        return start(Patience.ENDLESS);
    }

    static ThreeProviders start(Patience patience) {
        return start(patience, Map.of());
    }

    /** Starts with variables that differ from those of the fakes. */
    static ThreeProviders start(Patience patience, Map<String, String> overrides) {
        return new ThreeProviders(patience, overrides);
    }

    /** Waits until the gateway works on no request. */
    void awaitIdle() throws InterruptedException {
        gateway.awaitIdle();
    }

    /** Where the gateway listens: scheme, host and port. */
    URI origin() {
        return URI.create(gateway.baseUrl());
    }

    /** What an OpenAI SDK takes for its base URL. */
    String baseUrl() {
        return origin() + "/v1";
    }

    List<FakeProvider> all() {
        return List.of(openai, anthropic, bedrock, vertex);
    }

    /** The fake that a model is sent to first. */
    FakeProvider serving(String model) {
        return switch (model) {
            case ALL, "gw-openai", "gw-three-from-openai" -> openai;
            case "gw-claude", "gw-three-from-anthropic" -> anthropic;
            case "gw-bedrock", "gw-three-from-bedrock" -> bedrock;
            case "gw-gemini", "gw-three-from-vertex" -> vertex;
            default -> throw new IllegalArgumentException(model);
        };
    }

    /** Makes every fake a well-behaved model that nobody has called. */
    void recover() {
        for (FakeProvider fake : all()) {
            fake.recover();
            fake.forget();
        }
    }

    /** Fails if a provider was shown a secret of another, or a request that the real one would refuse. */
    void assertCleanCalls() {
        for (FakeProvider fake : all()) {
            fake.assertNothingRefused();
            all().stream().filter(other -> other != fake).forEach(fake::assertNoForeignCredentials);
            fake.assertNoForeignCredentials(List.of(Clients.KEY));
        }
    }

    @Override
    public void close() {
        gateway.close();
        all().forEach(FakeProvider::close);
    }
}
