package dev.serai.dialects;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.converse.EventStreamFrames;
import dev.serai.errors.ProviderException;
import dev.serai.streams.EventDecoder;
import dev.serai.streams.ServerSentEvents;
import dev.serai.streams.StreamEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * How the network cuts a recorded stream changes nothing of it. The translators are functions of the events alone, so that it
 * is the events that are compared.
 */
class StreamCutsPropertyTest {
    private static final Path STREAMS = Path.of("src/test/resources/translation/streams");

    @Example
    void everyRecordedStreamCutAtEveryByte() {
        for (Path folder : recorded()) {
            byte[] bytes = bytes(folder);
            List<String> whole = decoded(folder, bytes, new int[0]);
            for (int cut = 0; cut <= bytes.length; cut++) {
                assertThat(decoded(folder, bytes, new int[] {cut}))
                        .as("%s cut at %d", folder, cut)
                        .isEqualTo(whole);
            }
        }
    }

    @Property(tries = 1000)
    void everyRecordedStreamInPieces(
            @ForAll("recordings") Path folder, @ForAll Random random, @ForAll @IntRange(min = 1, max = 40) int pieces) {
        byte[] bytes = bytes(folder);
        int[] cuts = random.ints(pieces, 0, bytes.length + 1).sorted().toArray();
        assertThat(decoded(folder, bytes, cuts)).isEqualTo(decoded(folder, bytes, new int[0]));
    }

    @Property(tries = 3000)
    void aFrameWithAFlippedBitGivesNoEvent(
            @ForAll @IntRange(min = 0, max = 1_000_000) int where, @ForAll @IntRange(min = 0, max = 7) int bit) {
        byte[] frame = dev.serai.fakes.EventStreamFrames.event(
                "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hello\"}}");
        frame[where % frame.length] ^= (byte) (1 << bit);
        List<StreamEvent> events = new ArrayList<>();
        boolean refused = false;
        try {
            EventDecoder decoder = new EventStreamFrames();
            decoder.feed(frame, 0, frame.length, events::add);
            decoder.end(events::add);
        } catch (ProviderException e) {
            refused = true;
        }
        assertThat(events).isEmpty();
        assertThat(refused).isTrue();
    }

    @Provide
    Arbitrary<Path> recordings() {
        return Arbitraries.of(recorded());
    }

    /** The events of the bytes, cut at these places; at their end what the framing refuses. */
    private static List<String> decoded(Path folder, byte[] bytes, int[] cuts) {
        EventDecoder decoder =
                Files.exists(folder.resolve("provider.sse")) ? new ServerSentEvents() : new EventStreamFrames();
        List<String> events = new ArrayList<>();
        int from = 0;
        try {
            for (int cut : cuts) {
                decoder.feed(bytes, from, cut - from, event -> events.add(told(event)));
                from = cut;
            }
            decoder.feed(bytes, from, bytes.length - from, event -> events.add(told(event)));
            decoder.end(event -> events.add(told(event)));
        } catch (ProviderException refused) {
            events.add("refused: " + refused.failure().message());
        }
        return events;
    }

    private static String told(StreamEvent event) {
        return event.exception() + " " + event.name() + " "
                + Base64.getEncoder().encodeToString(event.data());
    }

    private static List<Path> recorded() {
        try (var files = Files.walk(STREAMS, 2)) {
            return files.filter(folder -> Files.exists(folder.resolve("provider.sse"))
                            || Files.exists(folder.resolve("provider.jsonl")))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A recording as it came over the wire: AWS' events stand in their files one a line, without their frames. */
    private static byte[] bytes(Path folder) {
        Path sse = folder.resolve("provider.sse");
        if (Files.exists(sse)) {
            return Goldens.bytes(sse);
        }
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        Goldens.text(folder.resolve("provider.jsonl")).lines().forEach(line -> frames.writeBytes(frame(line)));
        return frames.toByteArray();
    }

    private static byte[] frame(String line) {
        JsonNode event = Goldens.json(line.getBytes(UTF_8));
        String data = event.path("data").toString();
        return event.has("exception")
                ? dev.serai.fakes.EventStreamFrames.exception(
                        event.path("exception").asText(), data)
                : dev.serai.fakes.EventStreamFrames.event(event.path("event").asText(), data);
    }
}
