package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeAnthropic;
import dev.serai.fakes.FakeBedrock;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.FakeProvider;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Providers that only the mapping names: a route for each from the template of its type, with addresses and keys of its own. */
class FurtherProvidersTest {
    private static final String MODEL = "  at-%1$s: {default_provider: %1$s, providers: {%1$s: {model: %2$s}}}\n";

    @TempDir
    private Path folder;

    @Test
    void furtherProvidersOfEachTypeAnswerWithTheirOwnAddressRegionAndKey() {
        try (FakeOpenAi openai = FakeOpenAi.start();
                FakeAnthropic anthropic = FakeAnthropic.start();
                FakeBedrock bedrock = FakeBedrock.start("eu-west-1")) {
            String mapping = "model_mappings:\n"
                    + MODEL.formatted("second-openai", "gpt-4o")
                    + MODEL.formatted("second-anthropic", "claude-3-5-sonnet-20241022")
                    + MODEL.formatted("bedrock-eu", "eu.amazon.nova-lite-v1:0")
                    + "providers:\n"
                    + "  second-openai: {type: openai, base_url: \"%s/v1\", api_key: \"%s\"}\n"
                            .formatted(openai.origin(), key(openai, "OPENAI_API_KEY"))
                    + "  second-anthropic: {type: anthropic, base_url: \"%s\", api_key: \"%s\"}\n"
                            .formatted(anthropic.origin(), key(anthropic, "ANTHROPIC_API_KEY"))
                    + "  bedrock-eu: {type: bedrock, region: eu-west-1, base_url: \"%s\"}\n"
                            .formatted(bedrock.origin());
            Map<String, String> variables = new HashMap<>(bedrock.environment());
            variables.putAll(
                    Map.of("AWS_REGION", "us-east-1", "OPENAI_API_KEY", "sk-first", "ANTHROPIC_API_KEY", "first"));
            try (RunningGateway gateway = RunningGateway.start(mapping, variables)) {
                for (String provider : List.of("second-openai", "second-anthropic", "bedrock-eu")) {
                    HttpResponse<String> answer = gateway.chat(asking("at-" + provider));
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                    assertThat(answer.headers().firstValue("X-Provider")).contains(provider);
                }
                for (FakeProvider fake : List.of(openai, anthropic, bedrock)) {
                    assertThat(fake.received()).hasSize(1);
                    fake.assertNothingRefused();
                    fake.assertNoForeignCredentials(List.of("sk-first"));
                }
            }
        }
    }

    @Test
    void aReloadAddsAndRemovesTheirRoutes() throws IOException {
        Path file = folder.resolve("model-mapping.yaml");
        try (FakeOpenAi one = FakeOpenAi.start();
                FakeOpenAi other = FakeOpenAi.start()) {
            // As long as that a request of before may have the old provider in its plan.
            Files.writeString(file, mapping("one", one) + "routing: {deadline: 2s}\n");
            try (RunningGateway gateway = RunningGateway.start(Map.of("MODEL_MAPPING_CONFIG", file.toString()))) {
                assertAnswered(gateway, "at-one");
                Files.writeString(file, mapping("other", other));
                awaitModel(gateway, "at-other");
                assertAnswered(gateway, "at-other");
                assertThat(gateway.chat(asking("at-one")).statusCode()).isEqualTo(404);
                awaitNoRoute(gateway, "provider-one");
                awaitNoRoute(gateway, "native-one");
                assertThat(gateway.gateway().camel().getRoute("native-other")).isNotNull();
                Files.writeString(file, mapping("one", other));
                awaitModel(gateway, "at-one");
                assertAnswered(gateway, "at-one");
                assertThat(one.received()).hasSize(1);
                assertThat(other.received())
                        .as("one is at the other's address now")
                        .hasSize(2);
            }
        }
    }

    @Test
    void aRequestOfBeforeStillFallsBackOnAProviderThatIsGone() throws Exception {
        Path file = folder.resolve("model-mapping.yaml");
        try (FakeOpenAi slow = FakeOpenAi.start();
                FakeOpenAi spare = FakeOpenAi.start()) {
            String slowProvider = "providers:\n  slow: {type: openai, base_url: \"%s/v1\", api_key: \"%s\"}\n"
                    .formatted(slow.origin(), key(slow, "OPENAI_API_KEY"));
            Files.writeString(
                    file,
                    "model_mappings:\n"
                            + "  steady: {default_provider: slow, providers: {slow: {model: a}, spare: {model: b}}}\n"
                            + slowProvider
                            + "  spare: {type: openai, base_url: \"%s/v1\", api_key: \"%s\"}\n"
                                    .formatted(spare.origin(), key(spare, "OPENAI_API_KEY")));
            try (RunningGateway gateway = RunningGateway.start(Map.of("MODEL_MAPPING_CONFIG", file.toString()))) {
                slow.enqueue(slow.error(503).after(Duration.ofSeconds(6)), slow.error(503), slow.error(503));
                CompletableFuture<HttpResponse<String>> running =
                        CompletableFuture.supplyAsync(() -> gateway.chat(asking("steady")));
                slow.awaitCalls(1, Duration.ofSeconds(20));
                Files.writeString(file, "model_mappings:\n  new: {providers: {slow: {model: a}}}\n" + slowProvider);
                awaitModel(gateway, "new");
                HttpResponse<String> answer = running.get(30, TimeUnit.SECONDS);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(answer.headers().firstValue("X-Provider")).contains("spare");
            }
        }
    }

    @Test
    void aProviderThatBecomesAnotherTypeHasOtherRoutesAndWhatRunsEndsOnTheOldOnes() throws Exception {
        Path file = folder.resolve("model-mapping.yaml");
        try (FakeOpenAi before = FakeOpenAi.start();
                FakeAnthropic after = FakeAnthropic.start()) {
            Files.writeString(file, mapping("one", before));
            try (RunningGateway gateway = RunningGateway.start(Map.of("MODEL_MAPPING_CONFIG", file.toString()))) {
                before.enqueue(before.text("From before.").after(Duration.ofSeconds(3)));
                CompletableFuture<HttpResponse<String>> running =
                        CompletableFuture.supplyAsync(() -> gateway.chat(asking("at-one")));
                before.awaitCalls(1, Duration.ofSeconds(20));
                Files.writeString(
                        file,
                        "model_mappings:\n" + MODEL.formatted("one", "claude-3-5-sonnet-20241022")
                                + "  new: {providers: {openai: {model: gpt-4o}}}\n"
                                + "providers:\n"
                                + "  one: {type: anthropic, base_url: \"%s\", api_key: \"%s\"}\n"
                                        .formatted(after.origin(), key(after, "ANTHROPIC_API_KEY")));
                awaitModel(gateway, "new");
                HttpResponse<String> answer = gateway.chat(asking("at-one"));
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(answer.headers().firstValue("X-Provider")).contains("one");
                assertThat(after.received()).hasSize(1);
                after.assertNothingRefused();
                after.assertNoForeignCredentials(before);
                HttpResponse<String> ofBefore = running.get(20, TimeUnit.SECONDS);
                assertThat(ofBefore.statusCode()).as(ofBefore.body()).isEqualTo(200);
                assertThat(ofBefore.body()).contains("From before.");
                HttpResponse<String> own = gateway.send(
                        HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/providers/one/v1/messages"))
                                .header("content-type", "application/json")
                                .header("anthropic-version", "2023-06-01")
                                .POST(HttpRequest.BodyPublishers.ofString(asking("claude-3-5-sonnet-20241022")))
                                .build());
                assertThat(own.statusCode()).as(own.body()).isEqualTo(200);
                assertThat(gateway.get("/ready").body())
                        .contains("\"restart_needed_for\":[]", "\"type\":\"anthropic\"");
                Files.writeString(file, mapping("one", before));
                Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
                while (gateway.get("/v1/models/new").statusCode() == 200) {
                    assertThat(Instant.now())
                            .as("the first mapping never came back")
                            .isBefore(deadline);
                }
                assertAnswered(gateway, "at-one");
                assertThat(before.received()).hasSize(2);
            }
        }
    }

    private static void assertAnswered(RunningGateway gateway, String model) {
        HttpResponse<String> answer = gateway.chat(asking(model));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** Each look is a request: the loop ends with the first that finds the model, once the file has been read anew. */
    private static void awaitModel(RunningGateway gateway, String model) {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
        while (gateway.get("/v1/models/" + model).statusCode() != 200) {
            assertThat(Instant.now()).as("the model %s never came", model).isBefore(deadline);
        }
    }

    private static void awaitNoRoute(RunningGateway gateway, String route) {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
        while (gateway.gateway().camel().getRoute(route) != null) {
            gateway.get("/health");
            assertThat(Instant.now()).as("the route %s is still there", route).isBefore(deadline);
        }
    }

    private static String mapping(String provider, FakeOpenAi fake) {
        return "model_mappings:\n" + MODEL.formatted(provider, "gpt-4o") + "providers:\n"
                + "  %s: {type: openai, base_url: \"%s/v1\", api_key: \"%s\"}\n"
                        .formatted(provider, fake.origin(), key(fake, "OPENAI_API_KEY"));
    }

    private static String key(FakeProvider fake, String variable) {
        return Objects.requireNonNull(fake.environment().get(variable));
    }

    private static String asking(String model) {
        return "{\"model\":\"" + model
                + "\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }
}
