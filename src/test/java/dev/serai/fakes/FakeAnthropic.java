package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** Anthropic's Messages on a loopback port, as strict as the real ones. Thread-safe; lives until closed. */
public final class FakeAnthropic extends FakeProvider {
    private static final String COUNT_TOKENS = "/v1/messages/count_tokens";

    private static final String MODEL = "claude-sonnet-4-5-20250929";

    private final String key = Canary.of("sk-ant-", 32);

    private FakeAnthropic() {}

    public static FakeAnthropic start() {
        FakeAnthropic fake = new FakeAnthropic();
        fake.listen();
        return fake;
    }

    @Override
    public String provider() {
        return "anthropic";
    }

    /** What {@code ANTHROPIC_API_KEY} has to be. */
    public String key() {
        return key;
    }

    /** What {@code ANTHROPIC_BASE_URL} has to be. */
    public String baseUrl() {
        return origin().toString();
    }

    @Override
    public Map<String, String> environment() {
        return Map.of("ANTHROPIC_API_KEY", key, "ANTHROPIC_BASE_URL", baseUrl());
    }

    @Override
    public List<String> credentials() {
        return List.of(key);
    }

    @Override
    public Reply text(String text) {
        return genuine(new AnthropicAnswers(MODEL, Turn.saying(List.of(text))).whole());
    }

    @Override
    public Reply stream(String... texts) {
        return genuine(new AnthropicAnswers(MODEL, Turn.saying(List.of(texts))).stream());
    }

    @Override
    public Reply error(int status) {
        return error(status, errorType(status), "Scripted error " + status);
    }

    @Override
    public Reply.Frame errorFrame() {
        return errorEvent("overloaded_error", "Overloaded");
    }

    /** An error in Anthropic's envelope. */
    public Reply error(int status, String type, String message) {
        return genuine(Reply.json(status, envelope(type, message).toString()));
    }

    /** An error as an event of a stream, as {@code overloaded_error} often comes. */
    public Reply.Frame errorEvent(String type, String message) {
        return Reply.Frame.of("event: error\ndata: " + envelope(type, message) + "\n\n");
    }

    @Override
    void authenticate(ReceivedCall call) {
        ForeignHeaders.refuse(call, "x-api-key", "anthropic-version", "anthropic-beta");
        if (!call.headers("x-api-key").equals(List.of(key))) {
            throw RequestRefused.credentials(401, "authentication_error", "invalid x-api-key");
        }
    }

    @Override
    void judge(ReceivedCall call) {
        boolean known = call.target().equals("/v1/messages") || call.target().equals(COUNT_TOKENS);
        if (!call.method().equals("POST") || !known) {
            throw new RequestRefused(404, "not_found_error", null, "Not found: " + call);
        }
        String version = String.valueOf(call.header("anthropic-version"));
        Strict.oneOf(version, "anthropic-version", "2023-06-01", "2026-10-21");
        if (call.target().equals(COUNT_TOKENS)) {
            AnthropicRules.checkCounted(JsonBody.of(call));
        } else {
            AnthropicRules.check(JsonBody.of(call));
        }
    }

    @Override
    boolean looks(ReceivedCall call) {
        return call.method().equals("GET") && call.path().equals("/v1/models");
    }

    @Override
    Reply refusal(RequestRefused reason) {
        return error(reason.status(), errorType(reason.status()), reason.reason());
    }

    @Override
    Reply answer(ReceivedCall call) {
        JsonNode request = call.json();
        if (call.target().equals(COUNT_TOKENS)) {
            return genuine(Reply.json(200, AnthropicRules.count(request)));
        }
        AnthropicAnswers answers =
                AnthropicAnswers.to(request, request.path("model").asText());
        return genuine(request.path("stream").asBoolean() ? answers.stream() : answers.whole());
    }

    private static ObjectNode envelope(String type, String message) {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode().put("type", "error");
        envelope.putObject("error").put("type", type).put("message", message);
        return envelope.put("request_id", Canary.of("req_011", 28));
    }

    private static String errorType(int status) {
        return switch (status) {
            case 400, 422 -> "invalid_request_error";
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 529 -> "overloaded_error";
            default -> "api_error";
        };
    }

    /** Headers that the real service sends, those included that are nobody else's business. */
    private static Reply genuine(Reply reply) {
        return reply.header("request-id", Canary.of("req_011", 28))
                .header("anthropic-organization-id", "org-canary")
                .header("anthropic-ratelimit-requests-limit", "4000")
                .header("anthropic-ratelimit-requests-remaining", "3999")
                .header("Set-Cookie", "_cfuvid=canary; path=/; HttpOnly; Secure")
                .header("Server", "cloudflare")
                .header("via", "1.1 google");
    }
}
