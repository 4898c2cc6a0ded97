package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Google's Vertex AI on a loopback port, as strict as the real one: of one project, in a few locations, with Gemini, Claude and the
 * open models behind the OpenAI-compatible endpoint. Thread-safe; lives until closed.
 */
public final class FakeVertex extends FakeProvider {
    /** The pseudo-model that counts tokens. */
    private static final String COUNT_TOKENS = "count-tokens";

    public static final String PROJECT = "canary-project-4711";
    private static final Set<String> LOCATIONS =
            Set.of("us-central1", "us-east5", "europe-west1", "global", "us", "eu");
    private static final Set<String> CLAUDE_VERBS = Set.of("rawPredict", "streamRawPredict");
    private static final Set<String> GEMINI_VERBS = Set.of("generateContent", "streamGenerateContent");

    /** Which family's words {@link #text}, {@link #stream} and {@link #errorFrame} are. */
    public enum Family {
        GEMINI,
        CLAUDE,
        OPEN_MODEL
    }

    private final Family family;
    private final Predicate<String> tokens;
    private final String fixedToken = Canary.of("ya29.", 60);
    private final String apiKey = Canary.of("AIza", 39);

    private FakeVertex(Family family, Predicate<String> tokens) {
        this.family = family;
        this.tokens = tokens;
    }

    /** Takes the one token of {@link #environment()}. */
    public static FakeVertex start(Family family) {
        return start(family, token -> false);
    }

    /** @param tokens tells the access tokens that are good beside the one of {@link #environment()} */
    public static FakeVertex start(Family family, Predicate<String> tokens) {
        FakeVertex fake = new FakeVertex(family, tokens);
        fake.listen();
        return fake;
    }

    @Override
    public String provider() {
        return "vertex";
    }

    @Override
    public Map<String, String> environment() {
        return Map.of(
                "GCP_PROJECT_ID",
                PROJECT,
                "GCP_LOCATION",
                "us-east5",
                "GCP_ACCESS_TOKEN",
                fixedToken,
                "VERTEX_BASE_URL",
                origin().toString());
    }

    /** A key of express mode, which stands for a project. */
    public String apiKey() {
        return apiKey;
    }

    @Override
    public List<String> credentials() {
        return List.of(fixedToken, apiKey);
    }

    @Override
    public Reply text(String text) {
        return answer(Turn.saying(List.of(text)), false);
    }

    @Override
    public Reply stream(String... texts) {
        return answer(Turn.saying(List.of(texts)), true);
    }

    @Override
    public Reply error(int status) {
        return error(status, statusName(status), "Scripted error " + status);
    }

    /** An error in Google's envelope. */
    public Reply error(int status, String name, String message) {
        return genuine(Reply.json(status, envelope(status, name, message).toString()));
    }

    @Override
    public Reply.Frame errorFrame() {
        String error = envelope(503, "UNAVAILABLE", "The service is currently unavailable.")
                .toString();
        return family == Family.CLAUDE
                ? Reply.Frame.of("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
                        + "\"message\":\"Overloaded\"}}\n\n")
                : Reply.Frame.of("data: " + error + "\n\n");
    }

    @Override
    void authenticate(ReceivedCall call) {
        ForeignHeaders.refuse(call, "authorization", "x-goog-api-key", "x-goog-user-project", "anthropic-beta");
        List<String> bearers = call.headers("Authorization");
        List<String> keys = call.headers("x-goog-api-key");
        if (bearers.size() + keys.size() != 1) {
            throw unauthenticated("Request is missing required authentication credential.");
        }
        if (keys.isEmpty() ? !good(bearers.get(0)) : !keys.get(0).equals(apiKey)) {
            throw unauthenticated("Request had invalid authentication credentials.");
        }
    }

    private boolean good(String bearer) {
        String token = bearer.startsWith("Bearer ") ? bearer.substring("Bearer ".length()) : "";
        return token.equals(fixedToken) || tokens.test(token);
    }

    @Override
    void judge(ReceivedCall call) {
        VertexCall wanted = VertexCall.of(call);
        boolean express = call.header("x-goog-api-key") != null;
        if (express != wanted.project().isEmpty()) {
            throw VertexCall.notFound("An API key stands for a project, an access token for none.");
        }
        if (!express && !wanted.project().equals(PROJECT)) {
            throw new RequestRefused(
                    403, "PERMISSION_DENIED", null, "Permission denied on resource project " + wanted.project() + ".");
        }
        if (!express && !LOCATIONS.contains(wanted.location())) {
            throw RequestRefused.invalid("location", "Invalid location: " + wanted.location());
        }
        JsonNode body = JsonBody.of(call);
        switch (wanted.publisher()) {
            case "anthropic" -> claude(body, wanted);
            case "openapi" -> openModel(body);
            case "google" -> gemini(body, wanted, call);
            default -> throw VertexCall.notFound("Publisher " + wanted.publisher() + " was not found.");
        }
    }

    private static void claude(JsonNode body, VertexCall wanted) {
        if (wanted.model().equals(COUNT_TOKENS)) {
            VertexClaudeRules.checkCounted(body, wanted);
            return;
        }
        if (!CLAUDE_VERBS.contains(wanted.verb()) || !wanted.model().startsWith("claude-")) {
            throw VertexCall.notFound("Publisher Model `projects/" + PROJECT + "/locations/" + wanted.location()
                    + "/publishers/anthropic/models/" + wanted.model() + "` was not found.");
        }
        VertexClaudeRules.check(body, wanted);
    }

    private static void gemini(JsonNode body, VertexCall wanted, ReceivedCall call) {
        if (VertexEmbeddingRules.makes(wanted.model())) {
            VertexEmbeddingRules.check(body, wanted);
            return;
        }
        if (!GEMINI_VERBS.contains(wanted.verb()) || !wanted.model().startsWith("gemini-")) {
            throw VertexCall.notFound("Publisher Model `projects/" + PROJECT + "/locations/" + wanted.location()
                    + "/publishers/google/models/" + wanted.model() + "` was not found.");
        }
        // Without alt=sse the real one answers with one long list.
        Strict.check(
                call.target().endsWith("?alt=sse") == wanted.streams(),
                "alt",
                "a stream of events is asked for by alt=sse");
        GeminiRules.check(body, wanted.model());
    }

    private static void openModel(JsonNode body) {
        Strict.check(Strict.text(body, "", "model").matches("[a-z-]+/[a-z0-9.-]+"), "model", "must be publisher/model");
        OpenAiRules.check(body, false);
    }

    @Override
    boolean looks(ReceivedCall call) {
        return call.method().equals("GET") && call.path().startsWith("/v1/publishers/google/models/");
    }

    @Override
    Reply refusal(RequestRefused reason) {
        String name = reason.status() == 400 ? "INVALID_ARGUMENT" : statusName(reason.status());
        return error(reason.status(), name, reason.reason());
    }

    @Override
    Reply answer(ReceivedCall call) {
        VertexCall wanted = VertexCall.of(call);
        JsonNode body = call.json();
        if (wanted.model().equals(COUNT_TOKENS)) {
            return genuine(Reply.json(200, AnthropicRules.count(body)));
        }
        if (wanted.publisher().equals("anthropic")) {
            AnthropicAnswers answers = AnthropicAnswers.to(body, wanted.model());
            return genuine(wanted.streams() ? answers.stream() : answers.whole());
        }
        if (VertexEmbeddingRules.makes(wanted.model())) {
            return genuine(VertexEmbeddingRules.answer(body, wanted.model()));
        }
        if (wanted.publisher().equals("google")) {
            GeminiAnswers answers = GeminiAnswers.to(body, wanted.model());
            return genuine(wanted.streams() ? answers.stream() : answers.whole());
        }
        boolean usage = body.at("/stream_options/include_usage").asBoolean();
        return openModelAnswer(
                body.path("model").asText(),
                Turn.of(OpenAiPrompt.of(body)),
                body.path("stream").asBoolean(),
                usage);
    }

    private Reply answer(Turn turn, boolean stream) {
        return switch (family) {
            case CLAUDE -> claudeAnswer("claude-sonnet-4-5@20250929", turn, stream);
            case OPEN_MODEL -> openModelAnswer("meta/llama-3.3-70b-instruct-maas", turn, stream, true);
            case GEMINI -> geminiAnswer(turn, stream);
        };
    }

    private static Reply geminiAnswer(Turn turn, boolean stream) {
        GeminiAnswers answers = new GeminiAnswers("gemini-2.5-flash", turn);
        return genuine(stream ? answers.stream() : answers.whole());
    }

    private static Reply claudeAnswer(String model, Turn turn, boolean stream) {
        AnthropicAnswers answers = new AnthropicAnswers(model, turn);
        return genuine(stream ? answers.stream() : answers.whole());
    }

    private static Reply openModelAnswer(String model, Turn turn, boolean stream, boolean usage) {
        OpenAiAnswers answers = new OpenAiAnswers(model, turn, usage);
        return genuine(stream ? answers.stream() : answers.whole());
    }

    private static RequestRefused unauthenticated(String message) {
        return RequestRefused.credentials(401, "UNAUTHENTICATED", message);
    }

    private static ObjectNode envelope(int status, String name, String message) {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        envelope.putObject("error").put("code", status).put("message", message).put("status", name);
        return envelope;
    }

    private static String statusName(int status) {
        return switch (status) {
            case 400 -> "INVALID_ARGUMENT";
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 503, 529 -> "UNAVAILABLE";
            case 504 -> "DEADLINE_EXCEEDED";
            default -> "INTERNAL";
        };
    }

    /** Headers that the real service sends. */
    private static Reply genuine(Reply reply) {
        return reply.header("Server", "scaffolding on HTTPServer2")
                .header("Vary", "Origin, X-Origin, Referer")
                .header("X-Content-Type-Options", "nosniff")
                .header("Alt-Svc", "h3=\":443\"; ma=2592000");
    }
}
