package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.fakes.EventStreamFrames;
import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.FakeWatsonx;
import dev.serai.fakes.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Golden answers, streams and errors, played by the providers on the wire: what the client reads is what the goldens say, but for
 * ids and times. Cases whose translation hangs on the request ({@code context.json}) are left to the dialects' own tests.
 */
class GoldenAnswerRoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path ROOT = Path.of("src/test/resources/translation");
    private static final List<String> DIALECTS =
            List.of("openai", "azure", "anthropic", "converse", "gemini", "oci-generic", "oci-cohere", "watsonx");
    /** An id of the gateway's own, for a call to which the provider gave none. */
    private static final Pattern MADE_ID = Pattern.compile("call_(made\\d+|[0-9A-Za-z]{24})");

    private static final ProviderFakes FAKES = new ProviderFakes();
    private static RunningGateway gateway;

    /** What a provider said, and the model and provider that the mapping has for the case alone: some make theirs rest. */
    private record Case(String kind, String dialect, Path folder) {
        String model() {
            return kind + "-" + dialect + "-" + folder.getFileName();
        }

        JsonNode context() {
            return has("context.json") ? json("context.json") : JSON.createObjectNode();
        }

        /** Whether any request makes the provider's words mean what the golden says. */
        boolean ofAnyRequest() {
            return Set.of("include_usage")
                    .containsAll(context()
                            .propertyStream()
                            .map(field -> field.getKey())
                            .toList());
        }

        boolean has(String file) {
            return Files.exists(folder.resolve(file));
        }

        JsonNode json(String file) {
            return parse(text(file));
        }

        String text(String file) {
            try {
                return Files.readString(folder.resolve(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Reply withHeaders(Reply reply) {
            return has("headers.txt")
                    ? text("headers.txt").lines().reduce(reply, Case::withHeader, (one, other) -> other)
                    : reply;
        }

        private static Reply withHeader(Reply reply, String line) {
            int colon = line.indexOf(':');
            return reply.header(
                    line.substring(0, colon), line.substring(colon + 1).strip());
        }
    }

    @BeforeAll
    static void start() throws IOException {
        gateway = RunningGateway.start(mapping().toString(), FAKES.environment());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        FAKES.close();
    }

    @TestFactory
    Stream<DynamicTest> wholeAnswers() throws IOException {
        return tests("responses", each -> {
            play(each, each.withHeaders(Reply.json(200, each.text("provider.json"))));
            HttpResponse<String> answer = ask(each, false);
            if (each.has("failure.json")) {
                failed(answer, each.json("failure.json"));
            } else {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(comparable(parse(answer.body()))).isEqualTo(expected(each, each.text("openai.json")));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> streams() throws IOException {
        return tests("streams", each -> {
            String golden = each.text("openai.sse");
            String ending = golden.substring(golden.lastIndexOf("\n:") + 1);
            boolean fails = ending.startsWith(": failed, ");
            // A failure in the same read as the first chunk comes before it: these frames are to be read one by one.
            play(each, stream(each).paced(Duration.ofMillis(fails ? 30 : 0)));
            HttpResponse<String> answer = ask(each, true);
            List<JsonNode> chunks =
                    events(golden).stream().map(chunk -> expected(each, chunk)).toList();
            if (fails) {
                broke(answer, chunks, parse(ending.substring(10)));
            } else {
                assertThat(answer.body()).endsWith("data: [DONE]\n\n");
                assertThat(chunks(answer)).isEqualTo(chunks);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> errors() throws IOException {
        return tests("errors", each -> {
            int status = Integer.parseInt(each.text("status.txt").strip());
            play(each, each.withHeaders(Reply.json(status, each.text("provider.json"))));
            HttpResponse<String> answer = ask(each, false);
            JsonNode failure = each.json("failure.json");
            failed(answer, failure);
            boolean date = each.has("headers.txt") && each.text("headers.txt").contains(" GMT");
            if (failure.path("kind").asText().equals("RATE_LIMITED") && !date) {
                assertThat(answer.headers().firstValue("retry-after").orElse(null))
                        .isEqualTo(failure.path("retry_after").asText(null));
            }
        });
    }

    private static void broke(HttpResponse<String> answer, List<JsonNode> chunks, JsonNode failure) {
        if (answer.statusCode() != 200) {
            failed(answer, failure);
            return;
        }
        assertThat(answer.body()).doesNotContain("[DONE]");
        List<JsonNode> came = chunks(answer);
        assertThat(came.subList(0, came.size() - 1)).isEqualTo(chunks);
        assertThat(came.get(came.size() - 1).path("error").path("message")).isEqualTo(failure.path("message"));
    }

    /** The contract's table of what the provider did, as the last attempt's client sees it. */
    private static void failed(HttpResponse<String> answer, JsonNode failure) {
        JsonNode error = parse(answer.body()).path("error");
        String kind = failure.path("kind").asText();
        String outcome = answer.statusCode() + " " + error.path("type").asText() + " "
                + error.path("code").asText();
        assertThat(outcome)
                .as(kind)
                .isEqualTo(
                        switch (kind) {
                            case "UNAVAILABLE" -> "503 provider_error provider_unavailable";
                            case "TIMEOUT" -> "504 provider_error provider_timeout";
                            case "INVALID_RESPONSE" -> "502 provider_error provider_invalid_response";
                            case "RATE_LIMITED", "QUOTA_SPENT" -> "429 rate_limit_error provider_rate_limited";
                            case "CREDENTIALS_REFUSED", "ACCESS_DENIED" ->
                                "502 provider_error provider_authentication_failed";
                            case "MODEL_UNKNOWN" -> "502 provider_error provider_model_not_found";
                            case "CONTEXT_TOO_LONG" -> "400 invalid_request_error context_length_exceeded";
                            case "CONTENT_FILTERED" -> "400 invalid_request_error content_filter";
                            default ->
                                failure.path("status").asInt() + " invalid_request_error "
                                        + failure.path("code").asText();
                        });
        if (outcome.endsWith("provider_authentication_failed")) {
            assertThat(error.path("message").asText())
                    .doesNotContain(failure.path("message").asText());
        } else {
            assertThat(error.path("message")).isEqualTo(failure.path("message"));
        }
    }

    private static Reply stream(Case each) {
        if (each.has("provider.sse")) {
            List<Reply.Frame> frames = Stream.of(each.text("provider.sse").split("(?<=\n\n)"))
                    .map(Reply.Frame::of)
                    .toList();
            return Reply.stream("text/event-stream", frames);
        }
        List<Reply.Frame> frames = each.text("provider.jsonl")
                .lines()
                .map(line -> new Reply.Frame(framed(parse(line)), true))
                .toList();
        return Reply.stream("application/vnd.amazon.eventstream", frames);
    }

    private static byte[] framed(JsonNode event) {
        String data = event.path("data").toString();
        return event.has("exception")
                ? EventStreamFrames.exception(event.get("exception").asText(), data)
                : EventStreamFrames.event(event.path("event").asText(), data);
    }

    private static void play(Case each, Reply reply) {
        FakeProvider fake = FAKES.speaking(each.dialect());
        fake.recover();
        fake.enqueue(reply);
    }

    private static HttpResponse<String> ask(Case each, boolean stream) {
        ObjectNode request = JSON.createObjectNode().put("model", each.model());
        request.putArray("messages").addObject().put("role", "user").put("content", "Hi");
        if (stream) {
            request.put("stream", true);
            boolean usage = each.context().path("include_usage").asBoolean();
            request.putObject("stream_options").put("include_usage", usage);
        }
        HttpResponse<String> answer = gateway.chat(request.toString());
        FAKES.assertTreatedWell();
        return answer;
    }

    private static List<JsonNode> chunks(HttpResponse<String> answer) {
        return events(answer.body()).stream()
                .filter(data -> !data.equals("[DONE]"))
                .map(data -> comparable(parse(data)))
                .toList();
    }

    /** The data of the events. Chunks are JSON on one line. */
    private static List<String> events(String serverSent) {
        List<String> data = new ArrayList<>();
        serverSent.lines().filter(line -> line.startsWith("data: ")).forEach(line -> data.add(line.substring(6)));
        return data;
    }

    private static JsonNode expected(Case each, String golden) {
        ObjectNode answer = (ObjectNode) parse(golden);
        return comparable(answer.put("model", each.model()));
    }

    private static JsonNode comparable(JsonNode answer) {
        for (JsonNode call : answer.findPath("tool_calls")) {
            if (MADE_ID.matcher(call.path("id").asText()).matches()) {
                ((ObjectNode) call).put("id", "made");
            }
        }
        return ((ObjectNode) answer).without(List.of("id", "created"));
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Check {
        void of(Case each);
    }

    private static Stream<DynamicTest> tests(String kind, Check check) throws IOException {
        return cases(kind).stream()
                .map(each -> DynamicTest.dynamicTest(
                        each.dialect() + " " + each.folder().getFileName(), () -> check.of(each)));
    }

    private static List<Case> cases(String kind) throws IOException {
        List<Case> cases = new ArrayList<>();
        for (String dialect : DIALECTS) {
            Path column = ROOT.resolve(kind).resolve(dialect);
            try (Stream<Path> folders = Files.exists(column) ? Files.list(column) : Stream.empty()) {
                folders.sorted().map(folder -> new Case(kind, dialect, folder)).forEach(cases::add);
            }
        }
        return cases.stream().filter(Case::ofAnyRequest).toList();
    }

    private static ObjectNode mapping() throws IOException {
        ObjectNode mapping = JSON.createObjectNode();
        ObjectNode models = mapping.putObject("model_mappings");
        ObjectNode providers = mapping.putObject("providers");
        for (String kind : List.of("responses", "streams", "errors")) {
            for (Case each : cases(kind)) {
                String provider = kind.equals("errors")
                        ? each.model()
                        : FAKES.speaking(each.dialect()).provider();
                models.putObject(each.model())
                        .put("default_provider", provider)
                        .putObject("providers")
                        .putObject(provider)
                        .put("model", id(each));
                if (kind.equals("errors")) {
                    provider(each, providers.putObject(provider));
                }
            }
        }
        for (FakeProvider fake : FAKES.all()) {
            patient(providers.putObject(fake.provider()));
        }
        return mapping;
    }

    /** Unknown to the catalogue, so that no two cases share what rests. */
    private static String id(Case each) {
        String name = each.folder().getFileName().toString();
        return switch (each.dialect()) {
            case "converse" -> "anthropic.claude-x-" + name + "-v1:0";
            case "gemini" -> "gemini-x-" + name;
            case "oci-generic" -> "meta.llama-x-" + name;
            case "oci-cohere" -> "cohere.command-x-" + name;
            default -> "claude-x-" + name;
        };
    }

    private static void provider(Case each, ObjectNode provider) {
        FakeProvider fake = FAKES.speaking(each.dialect());
        patient(provider.put("type", fake.provider()));
        switch (each.dialect()) {
            case "openai" -> provider.put("base_url", FAKES.openai.baseUrl()).put("api_key", FAKES.openai.key());
            case "watsonx" ->
                provider.put("base_url", fake.origin().toString())
                        .put("api_key", FAKES.watsonx.iam().key())
                        .put("project_id", FakeWatsonx.PROJECT);
            case "azure" -> provider.put("endpoint", fake.origin().toString()).put("api_key", FAKES.azure.key());
            case "anthropic" ->
                provider.put("base_url", fake.origin().toString())
                        .put("api_key", fake.credentials().get(0));
            case "gemini" -> provider.put("base_url", fake.origin().toString()).put("api_key", FAKES.vertex.apiKey());
            default -> provider.put("endpoint", fake.origin().toString());
        }
    }

    /** A provider whose breaker does not open, and which is asked once. */
    private static void patient(ObjectNode provider) {
        provider.put("max_retries", 0)
                .putObject("breaker")
                .put("minimum_calls", 1000)
                .put("window", 1000);
    }
}
