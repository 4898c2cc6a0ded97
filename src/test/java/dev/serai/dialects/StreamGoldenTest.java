package dev.serai.dialects;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.errors.ProviderException;
import dev.serai.streams.ServerSentEvents;
import dev.serai.streams.StreamEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/**
 * {@code streams/<dialect>/<case>/}: provider.sse or provider.jsonl, context.json to openai.sse and usage.json. How a
 * stream ended stands in a comment at the end of openai.sse.
 */
class StreamGoldenTest {
    @TestFactory
    Stream<DynamicContainer> streams() {
        return Goldens.cases("streams", StreamGoldenTest::check);
    }

    private static void check(ChatDialect dialect, Path folder) {
        AnswerContext context = Goldens.context(folder, true);
        ChatStream stream = dialect.stream(context);
        List<JsonNode> chunks = new ArrayList<>();
        StringBuilder sse = new StringBuilder();
        String end = run(stream, events(folder, stream.framing()), json -> {
            chunks.add(Goldens.json(json));
            sse.append("data: ").append(new String(json, UTF_8)).append("\n\n");
        });
        sse.append(": ").append(end).append('\n');
        Goldens.check(folder.resolve("openai.sse"), sse.toString());
        Goldens.check(folder.resolve("usage.json"), Goldens.usage(stream.usage()));
        ChunkRules.check(chunks, context.includeUsage() && stream.usage().reported() && stream.finished());
    }

    private static String run(ChatStream stream, List<StreamEvent> events, ChatStream.ChunkSink sink) {
        try {
            events.forEach(event -> stream.on(event, sink));
            stream.end(sink);
            assertThat(stream.finished()).isTrue();
            return "finished, " + stream.finishReason();
        } catch (ProviderException failed) {
            return "failed, " + Goldens.failure(failed.failure());
        }
    }

    static List<StreamEvent> events(Path folder, ChatStream.Framing framing) {
        Path sse = folder.resolve("provider.sse");
        return Files.exists(sse)
                ? serverSent(Goldens.bytes(sse), framing)
                : lines(Goldens.text(folder.resolve("provider.jsonl")));
    }

    private static List<StreamEvent> serverSent(byte[] bytes, ChatStream.Framing framing) {
        List<StreamEvent> events = new ArrayList<>();
        ServerSentEvents decoder =
                framing == ChatStream.Framing.DATA_LINES ? ServerSentEvents.ofDataLines() : new ServerSentEvents();
        decoder.feed(bytes, 0, bytes.length, events::add);
        decoder.end(events::add);
        return events;
    }

    private static List<StreamEvent> lines(String jsonLines) {
        return jsonLines.lines().map(StreamGoldenTest::framed).toList();
    }

    private static StreamEvent framed(String line) {
        JsonNode event = Goldens.json(line.getBytes(UTF_8));
        boolean exception = event.has("exception");
        String name = event.path(exception ? "exception" : "event").textValue();
        return new StreamEvent(exception, name, event.path("data").toString().getBytes(UTF_8));
    }
}
