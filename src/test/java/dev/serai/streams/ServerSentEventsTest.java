package dev.serai.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSentEventsTest {
    private static final String STREAM = """
            \uFEFFevent: message_start
            data: {"a":1}

            : a comment
            data:no space
            data: second line
            data
            id: 7
            retry: 10
            unknown: x

            event: ping

            event: content
            data:  two spaces 😀 ü

            data:

            data: last""";

    private static final List<String> EVENTS =
            List.of("message_start|{\"a\":1}", "|no space\nsecond line\n", "content| two spaces 😀 ü", "|", "|last");

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    @DisplayName("F12: events split at every byte, with every line end")
    void f12EventsComeWholeWhereverTheBytesAreCut(String lineEnd) {
        byte[] bytes = STREAM.replace("\n", lineEnd).getBytes(UTF_8);
        for (int first = 0; first <= bytes.length; first++) {
            assertThat(events(bytes, first, bytes.length))
                    .as("cut at %d", first)
                    .isEqualTo(EVENTS);
        }
        for (int first = 0; first <= bytes.length; first += 7) {
            for (int second = first; second <= bytes.length; second++) {
                assertThat(events(bytes, first, second))
                        .as("cut at %d and %d", first, second)
                        .isEqualTo(EVENTS);
            }
        }
    }

    @Test
    void oneByteAtATimeIsTheSame() {
        ServerSentEvents decoder = new ServerSentEvents();
        List<String> events = new ArrayList<>();
        for (byte single : STREAM.getBytes(UTF_8)) {
            decoder.feed(new byte[] {single}, 0, 1, event -> events.add(text(event)));
        }
        decoder.end(event -> events.add(text(event)));
        assertThat(events).isEqualTo(EVENTS);
    }

    @Test
    void anEventIsGivenOutAsSoonAsItsBlankLineIsThere() {
        List<String> events = new ArrayList<>();
        byte[] bytes = "data: x\n\ndata: y\n".getBytes(UTF_8);
        new ServerSentEvents().feed(bytes, 0, bytes.length, event -> events.add(text(event)));
        assertThat(events).containsExactly("|x");
    }

    @Test
    void aCommentWithAColonInItsFirstBytesIsNoField() {
        assertThat(events(":data: x\n\n".getBytes(UTF_8), 0, 0)).isEmpty();
    }

    @Test
    void f13InvalidUtf8GoesThrough() {
        byte[] bytes = {'d', 'a', 't', 'a', ':', (byte) 0xF0, (byte) 0x9F, '\n', '\n'};
        assertThat(events(bytes, 6, 7)).containsExactly("|\uFFFD");
    }

    @Test
    void f15AnEndlessLineIsRefused() {
        ServerSentEvents decoder = new ServerSentEvents();
        byte[] much = new byte[1024 * 1024];
        Arrays.fill(much, (byte) 'x');
        assertTooLarge(() -> {
            for (int i = 0; i < 5; i++) {
                decoder.feed(much, 0, much.length, event -> {});
            }
        });
    }

    @Test
    void f15AnEndlessEventIsRefused() {
        ServerSentEvents decoder = new ServerSentEvents();
        byte[] line = ("data: " + "x".repeat(100_000) + "\n").getBytes(UTF_8);
        assertTooLarge(() -> {
            for (int i = 0; i < 50; i++) {
                decoder.feed(line, 0, line.length, event -> {});
            }
        });
    }

    private static void assertTooLarge(Runnable feeding) {
        assertThatThrownBy(feeding::run).isInstanceOfSatisfying(ProviderException.class, thrown -> assertThat(
                        thrown.failure().kind())
                .isEqualTo(Kind.INVALID_RESPONSE));
    }

    private static List<String> events(byte[] bytes, int first, int second) {
        ServerSentEvents decoder = new ServerSentEvents();
        List<String> events = new ArrayList<>();
        decoder.feed(bytes, 0, first, event -> events.add(text(event)));
        decoder.feed(bytes, first, second - first, event -> events.add(text(event)));
        decoder.feed(bytes, second, bytes.length - second, event -> events.add(text(event)));
        decoder.end(event -> events.add(text(event)));
        return events;
    }

    private static String text(StreamEvent event) {
        return event.name() + "|" + event.text();
    }

    @Test
    void linesOfDataAreEventsWhereBlankLinesAreForgotten() {
        byte[] bytes = "data: {\"a\":1}\ndata: {\"b\":\"ü\"}\n\n: comment\ndata: {}".getBytes(UTF_8);
        for (int size = 1; size <= bytes.length; size++) {
            List<String> events = new ArrayList<>();
            ServerSentEvents decoder = ServerSentEvents.ofDataLines();
            for (int from = 0; from < bytes.length; from += size) {
                decoder.feed(bytes, from, Math.min(size, bytes.length - from), event -> events.add(text(event)));
            }
            assertThat(events).as("before the end, in reads of %s", size).hasSize(2);
            decoder.end(event -> events.add(text(event)));
            assertThat(events).allMatch(event -> event.endsWith("}")).hasSize(3);
        }
    }
}
