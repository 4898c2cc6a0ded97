package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Settings;
import dev.serai.errors.GatewayException;
import dev.serai.fakes.Reply;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped examples of routes/policies, each switched on as an operator would, with the shipped mapping. */
class PolicyExamplesRoadTest {
    private static final String IMAGE =
            "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==\"}}";
    private static final ProviderFakes FAKES = new ProviderFakes();
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start(
                with("by-header,by-content", Map.of("serai.policies.headers", "X-Priority, X-Data-Region")));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        FAKES.close();
    }

    @BeforeEach
    void reset() {
        FAKES.reset();
    }

    @Test
    void byHeader() {
        assertThat(model(ask("gpt-4o", "Hello", "X-Priority", "batch"))).isEqualTo("gpt-4o-mini");
        assertThat(model(ask("gpt-4o", "Hello", "X-Priority", "now"))).isEqualTo("gpt-4o");
        HttpResponse<String> european = ask("gpt-4o", "Hello", "X-Data-Region", "eu");
        assertThat(provider(european)).isEqualTo("azure");
        FAKES.azure.enqueue(
                FAKES.azure.error(503), FAKES.azure.error(503), FAKES.azure.error(503), FAKES.azure.error(503));
        assertThat(ask("gpt-4o", "Hello", "X-Data-Region", "eu").statusCode()).isEqualTo(503);
        assertThat(ask("gpt-4o", "Hello", "X-Other", "eu").statusCode()).isEqualTo(200);
    }

    @Test
    void byContent() {
        assertThat(model(gateway.chat(
                        chat("gpt-4o-mini", "[{\"type\":\"text\",\"text\":\"What is it?\"}," + IMAGE + "]"))))
                .isEqualTo("gpt-4o");
        assertThat(model(ask("gpt-4o-mini", "What is it?"))).isEqualTo("gpt-4o-mini");
        assertThat(model(ask("gpt-4o-mini", "word ".repeat(90_000)))).isEqualTo("gemini-2.5-pro");
        assertThat(provider(ask("gpt-4o", "Pay to DE89 3704 0044 0532 0130 00 please")))
                .isEqualTo("azure");
        String earlier = chat("gpt-4o", "\"My account is DE89 3704 0044 0532 0130 00\"");
        String later = earlier.replace(
                "}]",
                "},{\"role\":\"assistant\",\"content\":\"Noted\"},{\"role\":\"user\",\"content\":\"Pay from it\"}]");
        assertThat(provider(gateway.chat(later))).as("it stays with them").isEqualTo("azure");
        HttpResponse<String> nobody = ask("gemini-2.5-pro", "Pay to DE89 3704 0044 0532 0130 00 please");
        assertThat(nobody.statusCode()).isEqualTo(403);
        assertThat(nobody.body()).contains("\"provider_not_allowed\"", "\"permission_error\"");
        assertThat(FAKES.vertex.received()).hasSize(1);
    }

    @Test
    void bySize() {
        try (RunningGateway there = RunningGateway.start(with("by-size", Map.of()))) {
            HttpResponse<String> dear = there.chat(upTo(90_000));
            assertThat(dear.statusCode()).as(dear.body()).isEqualTo(400);
            assertThat(dear.body()).contains("may cost more than one US dollar", "\"invalid_value\"");
            assertThat(FAKES.calls()).isZero();
            assertThat(model(there.chat(upTo(9_000)))).isEqualTo("gpt-4o-mini");
            assertThat(model(there.chat(upTo(90)))).isEqualTo("o1");
        }
    }

    @Test
    void byJudge() {
        FAKES.openai.when("legal advice", FAKES.openai.text("No"));
        try (RunningGateway there = RunningGateway.start(with("by-judge", Map.of()))) {
            assertThat(model(there.chat(chat("claude-3-haiku", "\"Hello\"")))).startsWith("anthropic.");
            assertThat(FAKES.openai.received()).hasSize(1);
            FAKES.openai.when("legal advice", FAKES.openai.text("Yes"));
            HttpResponse<String> refused = there.chat(chat("claude-3-haiku", "\"May I sue?\""));
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("gives no legal advice", "\"content_filter\"");
            assertThat(FAKES.bedrock.received()).hasSize(1);
        }
    }

    @Test
    void bySpend(@TempDir Path folder) {
        Map<String, String> variables = with(
                "by-spend",
                Map.of(
                        "AUTH_ENABLED",
                        "true",
                        "HOST",
                        "127.0.0.1",
                        "DATABASE_URL",
                        "jdbc:sqlite:" + folder.resolve("serai.db")));
        BudgetBooks books = new BudgetBooks(variables);
        String rich = books.key();
        String poor = books.key("--budget=1/day", "--budget=0.01/total,model=gpt-4*", "--default-max-tokens=100");
        FAKES.openai.always(Reply.json(
                200,
                "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1790000000,\"model\":\"gpt-4o-2024-08-06\","
                        + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"},"
                        + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":200,\"completion_tokens\":400,"
                        + "\"total_tokens\":600}}"));
        try (RunningGateway there = RunningGateway.start(variables)) {
            // 45 % of the budget each, then 3 %.
            assertThat(model(ask(there, poor))).isEqualTo("gpt-4o");
            assertThat(model(ask(there, poor))).isEqualTo("gpt-4o");
            assertThat(model(ask(there, poor))).isEqualTo("gpt-4o-mini");
            assertThat(model(ask(there, poor))).isEqualTo("gpt-4.1-nano");
            assertThat(model(ask(there, rich))).isEqualTo("gpt-4o");
        }
    }

    private static HttpResponse<String> ask(RunningGateway there, String key) {
        return there.send(HttpRequest.newBuilder(URI.create(there.baseUrl() + "/v1/chat/completions"))
                .header("content-type", "application/json")
                .header("Authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofString(chat("gpt-4o", "\"Hello\"")))
                .build());
    }

    private static String upTo(int tokens) {
        return chat("o1", "\"Hello\"").replace("}]", "}],\"max_completion_tokens\":" + tokens);
    }

    @Test
    void byTime() {
        ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
        // The zone in which it is now three o'clock at night, and the one where it is noon.
        assertThat(asked("gpt-4o", "by-time", zone(now, 3))).isEqualTo("gpt-4o-mini");
        boolean weekend = now.withZoneSameInstant(zone(now, 12)).getDayOfWeek().getValue() > 5;
        assertThat(asked("gpt-4o", "by-time", zone(now, 12))).isEqualTo(weekend ? "gpt-4o-mini" : "gpt-4o");
        assertThat(asked("gpt-4.1", "by-time", zone(now, 3))).isEqualTo("gpt-4.1");
    }

    @Test
    void byTeam() throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext();
                EmbeddedGateway embedded = EmbeddedGateway.in(camel, Settings.only(with("by-team", Map.of())))) {
            assertThat(embedded).isNotNull();
            camel.start();
            assertThat(asTeam(camel, "trial", "gpt-4o").getMessage().getHeader("X-Provider-Model"))
                    .isEqualTo("gpt-4o-mini");
            assertThat(asTeam(camel, "research", "claude-3-haiku").getMessage().getHeader("X-Provider"))
                    .isEqualTo("anthropic");
            assertThat(asTeam(camel, null, "claude-3-haiku").getMessage().getHeader("X-Provider"))
                    .isEqualTo("bedrock");
            Exchange build = camel.createProducerTemplate().request("direct:serai-chat", exchange -> {
                exchange.setVariable("keyName", "build");
                exchange.getMessage().setBody(chat("gpt-4o", "\"Hello\""));
            });
            assertThat(build.getException()).isInstanceOfSatisfying(GatewayException.class, refused -> {
                assertThat(refused.error().status()).isEqualTo(403);
                assertThat(refused.error().code()).isEqualTo("model_not_allowed");
                assertThat(refused.error().message()).contains("ask the platform team");
            });
        }
    }

    private static Exchange asTeam(DefaultCamelContext camel, String team, String model) {
        Exchange answer = camel.createProducerTemplate().request("direct:serai-chat", exchange -> {
            exchange.setVariable("team", team);
            exchange.getMessage().setBody(chat(model, "\"Hello\""));
        });
        assertThat(answer.getException()).isNull();
        return answer;
    }

    private static ZoneId zone(ZonedDateTime now, int hour) {
        int difference = hour - now.getHour();
        return ZoneOffset.ofHours(difference < -12 ? difference + 24 : difference > 12 ? difference - 24 : difference);
    }

    private static String asked(String model, String policies, ZoneId zone) {
        try (RunningGateway there =
                RunningGateway.start(with(policies, Map.of("serai.policies.time-zone", zone.getId())))) {
            return model(there.chat(chat(model, "\"Hello\"")));
        }
    }

    private static Map<String, String> with(String policies, Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(FAKES.environment());
        variables.putAll(more);
        variables.put("serai.policies", policies);
        return variables;
    }

    private static HttpResponse<String> ask(String model, String text) {
        return gateway.chat(chat(model, "\"" + text + "\""));
    }

    private static HttpResponse<String> ask(String model, String text, String header, String value) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/chat/completions"))
                .header("content-type", "application/json")
                .header(header, value)
                .POST(HttpRequest.BodyPublishers.ofString(chat(model, "\"" + text + "\"")))
                .build());
    }

    private static String chat(String model, String content) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":" + content + "}]}";
    }

    private static String model(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("x-provider-model").orElseThrow();
    }

    private static String provider(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("x-provider").orElseThrow();
    }
}
