package dev.serai.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/**
 * The built-in provider: answers by the model's name, deterministically and offline, as an OpenAI server would.
 *
 * <ul>
 *   <li>{@code sandbox-echo} says what it was told
 *   <li>{@code sandbox-tool} calls the first tool, and says what came back
 *   <li>{@code sandbox-slow} writes a word each 200 ms
 *   <li>{@code sandbox-error-NNN} answers with that status
 *   <li>{@code sandbox-broken} breaks its stream in the middle
 *   <li>{@code sandbox-embed} makes vectors
 * </ul>
 *
 * Any other {@code sandbox-…} name is a model that it does not know. Thread-safe.
 */
public final class Sandbox {
    /** Those that answer, in the order of a list. */
    public static final List<String> MODELS =
            List.of("sandbox-echo", "sandbox-tool", "sandbox-slow", "sandbox-broken", SandboxEmbeddings.MODEL);

    private static final long SLOW_MILLIS = 200;
    private static final String ERROR = "sandbox-error-";

    private final Clock clock;

    public Sandbox(Clock clock) {
        this.clock = clock;
    }

    /**
     * What a server would have sent.
     *
     * @param status HTTP status
     * @param contentType of the body
     * @param body read by the caller
     */
    public record Answer(int status, String contentType, InputStream body) {}

    /**
     * @param request the body that reached the provider
     * @param connected is given what cuts the connection
     */
    public Answer answer(byte[] request, Consumer<Runnable> connected) {
        ObjectNode asked = SandboxScript.read(request);
        String model = asked.path("model").asText();
        if (model.startsWith(ERROR)) {
            return error(model.substring(ERROR.length()));
        }
        if (!MODELS.contains(model) || asked.has("input") != model.equals(SandboxEmbeddings.MODEL)) {
            return error(404, "model_not_found", "The sandbox has no model \"" + model + "\"");
        }
        if (asked.has("input")) {
            byte[] vectors = SandboxScript.bytes(SandboxEmbeddings.answer(asked));
            return new Answer(200, "application/json", new ByteArrayInputStream(vectors));
        }
        SandboxScript script = new SandboxScript(asked);
        long created = clock.instant().getEpochSecond();
        if (!asked.path("stream").asBoolean()) {
            byte[] whole = SandboxScript.bytes(script.whole(created));
            return new Answer(200, "application/json", new ByteArrayInputStream(whole));
        }
        SandboxStream stream =
                new SandboxStream(model.equals("sandbox-slow") ? SLOW_MILLIS : 0, model.endsWith("broken"));
        connected.accept(stream::cut);
        write(script, created, stream, !model.endsWith("broken"));
        return new Answer(200, "text/event-stream", stream);
    }

    private static void write(SandboxScript script, long created, SandboxStream stream, boolean whole) {
        stream.event(SandboxScript.bytes(script.chunk(
                created, SandboxScript.delta().put("role", "assistant").put("content", ""), null)));
        if (script.callsTool()) {
            ObjectNode delta = SandboxScript.delta();
            delta.putArray("tool_calls").add(script.toolCall().put("index", 0));
            stream.event(SandboxScript.bytes(script.chunk(created, delta, null)));
        } else {
            for (String word : script.words()) {
                stream.event(SandboxScript.bytes(
                        script.chunk(created, SandboxScript.delta().put("content", word), null)));
            }
        }
        if (whole) {
            String finish = script.callsTool() ? "tool_calls" : "stop";
            stream.event(SandboxScript.bytes(script.chunk(created, SandboxScript.delta(), finish)));
            stream.event(SandboxScript.bytes(script.usageChunk(created)));
            stream.event("[DONE]".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static Answer error(String digits) {
        int status;
        try {
            status = Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            status = 0;
        }
        if (status < 400 || status > 599) {
            return error(404, "model_not_found", "The sandbox has no error \"" + digits + "\"");
        }
        return error(status, "sandbox_error", "The sandbox was asked for a " + status);
    }

    private static Answer error(int status, String code, String message) {
        ObjectNode body = SandboxScript.delta();
        body.putObject("error")
                .put("message", message)
                .put("type", status < 500 ? "invalid_request_error" : "server_error")
                .putNull("param")
                .put("code", code);
        return new Answer(status, "application/json", new ByteArrayInputStream(SandboxScript.bytes(body)));
    }
}
