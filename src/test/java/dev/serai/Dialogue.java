package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.dialects.ChatAnswer;
import dev.serai.dialects.ChatDialect;
import dev.serai.dialects.ChatRequestReader;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderRequest;
import dev.serai.dialects.TestTargets;
import dev.serai.dialects.anthropic.AnthropicDialect;
import dev.serai.dialects.converse.ConverseDialect;
import dev.serai.dialects.gemini.GeminiDialect;
import dev.serai.dialects.oci.OciGenericDialect;
import dev.serai.dialects.openai.OpenAiDialect;
import dev.serai.dialects.watsonx.WatsonxDialect;
import dev.serai.errors.ProviderFailure;
import dev.serai.streams.ServerSentEvents;
import dev.serai.streams.StreamEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One request in a dialect, and what comes back: what a client says, what a provider is sent, what the client gets. */
final class Dialogue {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ChatDialect dialect;
    private final ProviderRequest sent;

    /** @param model one of {@link TestTargets} */
    static Dialogue anthropic(String model, String request) {
        return new Dialogue(new AnthropicDialect(), "anthropic", model, request);
    }

    /** @param model one of {@link TestTargets} */
    static Dialogue converse(String model, String request) {
        return new Dialogue(new ConverseDialect(), "converse", model, request);
    }

    /** @param model one of {@link TestTargets} */
    static Dialogue gemini(String model, String request) {
        return new Dialogue(new GeminiDialect(), "gemini", model, request);
    }

    /** @param model one of {@link TestTargets} */
    static Dialogue ociGeneric(String model, String request) {
        return new Dialogue(new OciGenericDialect(), "oci-generic", model, request);
    }

    /** @param model one of {@link TestTargets} */
    static Dialogue watsonx(String model, String request) {
        return new Dialogue(new WatsonxDialect(), "watsonx", model, request);
    }

    /** With a model that OpenAI-compatible servers may have. */
    static Dialogue openAi(String request) {
        return new Dialogue(new OpenAiDialect(), "openai", "unknown-claude", request);
    }

    private Dialogue(ChatDialect dialect, String name, String model, String request) {
        this.dialect = dialect;
        this.sent = dialect.request(
                new ChatRequestReader().read(json(request).getBytes(StandardCharsets.UTF_8)),
                TestTargets.target(name, model, Map.of()));
    }

    /** Single quotes instead of double ones, and a model where none is named. */
    static String json(String lenient) {
        String strict = lenient.replace('\'', '"');
        return strict.contains("\"model\":") ? strict : "{\"model\":\"m\"," + strict.substring(1);
    }

    JsonNode sent() {
        return parse(sent.body());
    }

    List<String> dropped() {
        return sent.dropped();
    }

    /** What the client gets for a whole answer. */
    JsonNode answer(String body) {
        return parse(said(body).body());
    }

    ChatAnswer said(String body) {
        return dialect.answer(
                new ProviderAnswer(200, Map.of(), body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                sent.context());
    }

    /** How the provider's bytes are cut into events. */
    ChatStream.Framing framing() {
        return dialect.stream(sent.context()).framing();
    }

    /** What a refusal of this status and body means. */
    ProviderFailure refused(int status, String body) {
        byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return dialect.failure(new ProviderAnswer(status, Map.of(), bytes));
    }

    /** The chunks that the client gets for events, of which each line is {@code name {json}}. */
    List<JsonNode> events(String lines) {
        List<StreamEvent> events = new ArrayList<>();
        lines.lines().forEach(line -> {
            int space = line.indexOf(' ');
            byte[] data = line.substring(space + 1).replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            events.add(new StreamEvent(false, line.substring(0, space), data));
        });
        return chunks(events);
    }

    /** The chunks that the client gets for server-sent events, of which each line is a {@code data:}. */
    List<JsonNode> data(String lines) {
        List<StreamEvent> events = new ArrayList<>();
        ServerSentEvents decoder = new ServerSentEvents();
        lines.lines().forEach(line -> {
            byte[] event = ("data: " + line.replace('\'', '"') + "\n\n").getBytes(StandardCharsets.UTF_8);
            decoder.feed(event, 0, event.length, events::add);
        });
        return chunks(events);
    }

    private List<JsonNode> chunks(List<StreamEvent> events) {
        ChatStream stream = dialect.stream(sent.context());
        List<JsonNode> chunks = new ArrayList<>();
        events.forEach(event -> stream.on(event, chunk -> chunks.add(parse(chunk))));
        stream.end(chunk -> chunks.add(parse(chunk)));
        assertThat(stream.finished()).isTrue();
        return chunks;
    }

    private static JsonNode parse(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
