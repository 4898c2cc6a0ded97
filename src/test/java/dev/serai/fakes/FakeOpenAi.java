package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI's chat completions on a loopback port, as strict as the real ones. Thread-safe; lives until closed. */
public final class FakeOpenAi extends FakeProvider {
    private static final String EMBEDDINGS = "/v1/embeddings";
    private static final String COMPLETIONS = "/v1/completions";
    private static final String RESPONSES = "/v1/responses";
    private static final String PATH = "/v1/chat/completions";

    private final String key = Canary.of("sk-", 32);
    private volatile boolean refuseUnknownFields = true;

    private final boolean odd;

    private FakeOpenAi(boolean odd) {
        this.odd = odd;
    }

    public static FakeOpenAi start() {
        FakeOpenAi fake = new FakeOpenAi(false);
        fake.listen();
        return fake;
    }

    /**
     * A server that only resembles OpenAI's: it knows neither {@code max_completion_tokens} nor {@code stream_options}, nor the
     * role {@code developer}; it counts a stream's tool calls from 1, and reports usage unasked.
     */
    public static FakeOpenAi startOdd() {
        FakeOpenAi fake = new FakeOpenAi(true);
        fake.listen();
        return fake;
    }

    @Override
    public String provider() {
        return "openai";
    }

    /** What {@code OPENAI_API_KEY} has to be. */
    public String key() {
        return key;
    }

    /** What {@code OPENAI_BASE_URL} has to be. */
    public String baseUrl() {
        return origin() + "/v1";
    }

    /** Whether a field that the API reference does not have is a 400, as at the real one; true at first. */
    public void refuseUnknownFields(boolean refuse) {
        refuseUnknownFields = refuse;
    }

    @Override
    public Map<String, String> environment() {
        return Map.of("OPENAI_API_KEY", key, "OPENAI_BASE_URL", baseUrl());
    }

    @Override
    public List<String> credentials() {
        return List.of(key);
    }

    @Override
    public Reply text(String text) {
        return genuine(new OpenAiAnswers("gpt-4o-2024-08-06", Turn.saying(List.of(text)), false).whole());
    }

    @Override
    public Reply stream(String... texts) {
        return genuine(new OpenAiAnswers("gpt-4o-2024-08-06", Turn.saying(List.of(texts)), true).stream());
    }

    /** A whole response, to a request for one, that says {@code text}. */
    public Reply response(String text) {
        return genuine(responseOf(text).whole());
    }

    /** A whole stream of a response that says the texts one after the other; only their events count as contents. */
    public Reply responseStream(String... texts) {
        return genuine(responseOf(texts).stream());
    }

    private static OpenAiResponseAnswers responseOf(String... texts) {
        return new OpenAiResponseAnswers(JsonNodeFactory.instance.objectNode(), Turn.saying(List.of(texts)));
    }

    /** What the model answers to a request for a response. */
    static Reply responses(JsonNode request, boolean filtered) {
        OpenAiResponseAnswers answers =
                new OpenAiResponseAnswers(request, Turn.of(OpenAiResponsePrompt.of(request)), filtered);
        return request.path("stream").asBoolean() ? answers.stream() : answers.whole();
    }

    @Override
    public Reply error(int status) {
        return switch (status) {
            case 401 -> error(status, "invalid_request_error", "invalid_api_key", null, "Incorrect API key provided.");
            case 404 -> error(status, "invalid_request_error", "model_not_found", null, "The model does not exist.");
            case 429 -> error(status, "requests", "rate_limit_exceeded", null, "Rate limit reached.");
            default ->
                status < 500
                        ? error(status, "invalid_request_error", "invalid_value", "messages", "Scripted refusal.")
                        : error(status, "server_error", null, null, "The server had an error.");
        };
    }

    @Override
    public Reply.Frame errorFrame() {
        return Reply.Frame.of("data: {\"error\":{\"message\":\"The server had an error.\",\"type\":\"server_error\","
                + "\"param\":null,\"code\":null}}\n\n");
    }

    /** An error in OpenAI's envelope. */
    public Reply error(int status, String type, @Nullable String code, @Nullable String param, String message) {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        envelope.putObject("error")
                .put("message", message)
                .put("type", type)
                .put("param", param)
                .put("code", code);
        return genuine(Reply.json(status, envelope.toString()));
    }

    @Override
    void authenticate(ReceivedCall call) {
        ForeignHeaders.refuse(call, "authorization", "openai-organization", "openai-project");
        if (!call.headers("Authorization").equals(List.of("Bearer " + key))) {
            throw RequestRefused.credentials(401, "invalid_api_key", "Incorrect API key provided.");
        }
    }

    @Override
    void judge(ReceivedCall call) {
        if (call.method().equals("POST") && call.target().equals(EMBEDDINGS)) {
            OpenAiEmbeddingRules.check(JsonBody.of(call));
            return;
        }
        if (call.method().equals("POST") && call.target().equals(COMPLETIONS)) {
            OpenAiCompletionRules.check(JsonBody.of(call));
            return;
        }
        if (call.method().equals("POST") && call.target().equals(RESPONSES)) {
            OpenAiResponseRules.check(JsonBody.of(call));
            return;
        }
        if (!call.method().equals("POST") || !call.target().equals(PATH)) {
            throw new RequestRefused(404, "unknown_url", null, "Invalid URL (" + call + ")");
        }
        JsonNode request = JsonBody.of(call);
        OpenAiRules.check(request, refuseUnknownFields);
        if (odd) {
            knownToOddServers(request);
        }
    }

    private static void knownToOddServers(JsonNode request) {
        for (String field : List.of("max_completion_tokens", "stream_options")) {
            if (request.has(field)) {
                throw RequestRefused.unknownField(field);
            }
        }
        for (JsonNode message : request.path("messages")) {
            Strict.oneOf(message.path("role").asText(), "messages.role", "system", "user", "assistant", "tool");
        }
    }

    @Override
    boolean looks(ReceivedCall call) {
        return call.method().equals("GET") && call.target().equals("/v1/models");
    }

    @Override
    Reply refusal(RequestRefused reason) {
        return error(reason.status(), "invalid_request_error", reason.code(), reason.param(), reason.reason());
    }

    @Override
    Reply answer(ReceivedCall call) {
        if (call.target().equals(EMBEDDINGS)) {
            return genuine(OpenAiEmbeddingRules.answer(call.json()));
        }
        if (call.target().equals(COMPLETIONS)) {
            return genuine(OpenAiCompletionRules.answer(call.json()));
        }
        if (call.target().equals(RESPONSES)) {
            return genuine(responses(call.json(), false));
        }
        JsonNode request = call.json();
        boolean usage = odd || request.at("/stream_options/include_usage").asBoolean();
        OpenAiAnswers answers = new OpenAiAnswers(
                request.path("model").asText(), Turn.of(OpenAiPrompt.of(request)), usage, odd ? 1 : 0);
        return genuine(request.path("stream").asBoolean() ? answers.stream() : answers.whole());
    }

    /** Headers that the real service sends, those included that are nobody else's business. */
    private static Reply genuine(Reply reply) {
        return reply.header("x-request-id", Canary.of("req_", 36))
                .header("openai-organization", "org-canary")
                .header("openai-processing-ms", "12")
                .header("openai-version", "2020-10-01")
                .header("x-ratelimit-limit-requests", "10000")
                .header("x-ratelimit-remaining-requests", "9999")
                .header("Set-Cookie", "__cf_bm=canary; path=/; HttpOnly; Secure")
                .header("Server", "cloudflare")
                .header("CF-RAY", "9a1b2c3d4e5f-FRA");
    }
}
