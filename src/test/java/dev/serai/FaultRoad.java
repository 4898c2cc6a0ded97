package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.providers.HostAddresses;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A gateway before a provider for each row of the table of faults, and a spare one that takes over. Each row has two models: one
 * of its own name, which the spare serves too, and {@code <row>-only}. The row's breaker opens at two failures of two calls, a
 * touchy row's at the first, and nobody but callers closes it. Used by one test at a time.
 */
final class FaultRoad implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODELS = """
              %1$s: {default_provider: %1$s, providers: {%1$s: {model: %1$s}, spare: {model: spare}}}
              %1$s-only: {default_provider: %1$s, providers: {%1$s: {model: %1$s-only}}}
            """;
    private static final String PROVIDER = """
              %1$s: {type: openai, base_url: "%2$s", api_key: "${FIRST_KEY}", health_probe: {enabled: false}, breaker: {window: %3$d, minimum_calls: %3$d, open_for: 300s}%4$s}
            """;

    final FakeOpenAi first = FakeOpenAi.start();
    final FakeOpenAi spare = FakeOpenAi.start();
    private final List<Row> rows = new ArrayList<>();
    private final Map<String, String> variables = new HashMap<>();
    private HostAddresses addresses = HostAddresses.ofTheSystem();
    private RunningGateway gateway;

    private record Row(String name, String baseUrl, int failures, String options) {}

    /** A row whose provider is {@link #first}. */
    FaultRoad row(String name, String... options) {
        return row(name, URI.create(first.baseUrl()), options);
    }

    /** A row whose breaker opens at the first failure that it counts: of a fault after which the target rests no second comes. */
    FaultRoad touchyRow(String name) {
        rows.add(new Row(name, first.baseUrl(), 1, ""));
        return this;
    }

    /** A row whose provider is elsewhere. */
    FaultRoad row(String name, URI baseUrl, String... options) {
        String more = options.length == 0 ? "" : ", " + String.join(", ", options);
        rows.add(new Row(name, baseUrl.toString(), 2, more));
        return this;
    }

    FaultRoad with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    /** Where hosts have the addresses that the test gives them. */
    FaultRoad with(HostAddresses names) {
        addresses = names;
        return this;
    }

    FaultRoad start() {
        StringBuilder models = new StringBuilder("model_mappings:\n");
        StringBuilder providers = new StringBuilder("""
                routing: {fallback: {enabled: true, providers: [spare], max_attempts: 2}}
                providers:
                  spare: {type: openai, base_url: "${SPARE_URL}", api_key: "${SPARE_KEY}", health_probe: {enabled: false}}
                """);
        for (Row row : rows) {
            models.append(MODELS.formatted(row.name));
            providers.append(PROVIDER.formatted(row.name, row.baseUrl, row.failures, row.options));
        }
        variables.putAll(Map.of("FIRST_KEY", first.key(), "SPARE_KEY", spare.key(), "SPARE_URL", spare.baseUrl()));
        gateway = RunningGateway.start(models.toString() + providers, variables, addresses);
        return this;
    }

    RunningGateway gateway() {
        return gateway;
    }

    HttpResponse<String> ask(String model) {
        return gateway.chat(body(model, false));
    }

    HttpResponse<String> stream(String model) {
        return gateway.chat(body(model, true));
    }

    HttpResponse<String> ask(String model, boolean stream) {
        return stream ? stream(model) : ask(model);
    }

    /** With a header of the client's. */
    HttpResponse<String> ask(String model, String header, String value) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/chat/completions"))
                .header("content-type", "application/json")
                .header(header, value)
                .POST(HttpRequest.BodyPublishers.ofString(body(model, false)))
                .build());
    }

    static String body(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }

    /** Closed, open or half_open. */
    String breaker(String row) {
        return parse(gateway.get("/ready").body())
                .at("/providers/" + row + "/breaker")
                .asText();
    }

    /** The row's provider was tried, and the spare one answered. */
    void assertTakenOver(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-provider")).contains("spare");
        assertThat(answer.headers().firstValue("x-attempts")).contains("2");
        assertThat(spare.received()).isNotEmpty();
        spare.assertNothingRefused();
        spare.assertNoForeignCredentials(first);
    }

    /** Two calls with the fault, and the breaker is open: it has counted both. */
    void assertBreakerCounts(String row, boolean stream) {
        ask(row + "-only", stream);
        ask(row + "-only", stream);
        assertThat(breaker(row)).isEqualTo("open");
    }

    /** Status, type and code of an error in the contract's envelope, which tells nothing of the inside. */
    static String error(HttpResponse<String> answer) {
        assertThat(answer.body()).startsWith("{\"error\":{").doesNotContain("127.0.0.1", "Exception", "dev.serai");
        JsonNode error = parse(answer.body()).path("error");
        return answer.statusCode() + " " + error.path("type").asText() + " "
                + error.path("code").asText();
    }

    /** The data of the events of a stream that has begun. */
    static List<String> events(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Stream.of(answer.body().split("\n\n"))
                .filter(event -> event.startsWith("data: "))
                .map(event -> event.substring("data: ".length()))
                .toList();
    }

    /** What a stream says, its events put together. */
    static String text(HttpResponse<String> answer) {
        StringBuilder text = new StringBuilder();
        for (String event : events(answer)) {
            if (!event.equals("[DONE]")) {
                text.append(parse(event).at("/choices/0/delta/content").asText());
            }
        }
        return text.toString();
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }

    /** The fakes are well again, and know of no call. */
    void recover() {
        Stream.of(first, spare).forEach(fake -> {
            fake.recover();
            fake.forget();
        });
    }

    @Override
    public void close() {
        gateway.close();
        first.close();
        spare.close();
    }
}
