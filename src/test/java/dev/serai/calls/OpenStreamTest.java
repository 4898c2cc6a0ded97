package dev.serai.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.serai.MappingText;
import dev.serai.config.MappedModel;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.Usage;
import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import dev.serai.streams.ServerSentEvents;
import dev.serai.streams.StreamEvent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenStreamTest {
    private static final MappedModel MODEL = MappingText.load(
                    "model_mappings:\n  m: {default_provider: openai, providers: {openai: {model: gpt-4o}}}\n")
            .model("m")
            .orElseThrow();

    private final Attempt attempt = new Attempt(MODEL.targets().get(0), true);

    @Test
    void whatWasReadToFindTheFirstChunkIsHandedOutFirst() {
        OpenStream stream = open("data: nothing\n\n", "data: one\n\ndata: two\n\n", "data: three\n\ndata: done\n\n");
        stream.prime();
        assertThat(attempt.heardFirst()).isTrue();
        assertThat(texts(stream.next())).containsExactly("one", "two");
        assertThat(stream.ended()).isFalse();
        assertThat(texts(stream.next())).containsExactly("three");
        assertThat(stream.ended()).isTrue();
    }

    @Test
    void aFailureThatComesWithTheFirstChunkComesBeforeIt() {
        OpenStream stream = open("data: one\n\ndata: fail\n\n");
        assertThat(failure(stream::prime).kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(attempt.heardFirst())
                .as("another target may still take over")
                .isFalse();
    }

    @Test
    void chunksBeforeAFailureAreHandedOutBeforeIt() {
        OpenStream stream = open("data: one\n\n", "data: two\n\ndata: fail\n\n");
        stream.prime();
        assertThat(texts(stream.next())).containsExactly("one");
        assertThat(texts(stream.next())).containsExactly("two");
        assertThat(stream.ended()).as("the failure is still to come").isFalse();
        assertThat(failure(stream::next).kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void aStreamWithoutAChunkIsNoAnswer() {
        assertThat(failure(open("data: nothing\n\n", "data: done\n\n")::prime).kind())
                .isEqualTo(Kind.INVALID_RESPONSE);
    }

    @Test
    void bytesThatEndBeforeTheTerminalEventBreakTheStream() {
        OpenStream stream = open("data: one\n\n");
        stream.prime();
        assertThat(texts(stream.next())).containsExactly("one");
        assertThat(failure(stream::next).kind()).isEqualTo(Kind.INVALID_RESPONSE);
    }

    @Test
    void whatFollowsTheTerminalEventMeansNothing() {
        OpenStream stream = open("data: one\n\ndata: done\n\ndata: fail\n\n");
        stream.prime();
        assertThat(texts(stream.next())).containsExactly("one");
        assertThat(stream.ended()).isTrue();
        stream.drain();
    }

    @Test
    void aConnectionThatBreaksWithinAnAnswerIsTheProvidersFault() {
        attempt.answering();
        OpenStream stream = open("data: one\n\n", null);
        stream.prime();
        stream.next();
        assertThat(failure(stream::next).kind()).isEqualTo(Kind.INVALID_RESPONSE);
    }

    @Test
    void aConnectionThatTheClientsLeavingClosedIsNobodysFault() {
        OpenStream stream = open("data: one\n\n", null);
        stream.prime();
        stream.next();
        attempt.abort(Attempt.Abort.CLIENT_GONE);
        assertThatThrownBy(stream::next).isInstanceOf(ClientGoneException.class);
    }

    private static ProviderFailure failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable reading) {
        ProviderException thrown = catchThrowableOfType(ProviderException.class, reading);
        assertThat(thrown).isNotNull();
        return thrown.failure();
    }

    private static List<String> texts(List<byte[]> chunks) {
        return chunks.stream()
                .map(chunk -> new String(chunk, StandardCharsets.UTF_8))
                .toList();
    }

    /** @param reads what each read brings; null: the connection breaks */
    private OpenStream open(String... reads) {
        return new OpenStream(attempt, new Reads(reads), new ServerSentEvents(), new Echo(), Set.of());
    }

    /** Bytes that come in chosen reads. Used by one thread. */
    private static final class Reads extends InputStream {
        private final Queue<InputStream> reads = new ArrayDeque<>();

        Reads(String... reads) {
            Arrays.stream(reads)
                    .map(read ->
                            read == null ? broken() : new ByteArrayInputStream(read.getBytes(StandardCharsets.UTF_8)))
                    .forEach(this.reads::add);
        }

        private static InputStream broken() {
            InputStream closed = InputStream.nullInputStream();
            try {
                closed.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return closed;
        }

        @Override
        public int read() {
            throw new AssertionError("a byte at a time is too slow");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            InputStream next = reads.poll();
            return next == null ? -1 : next.read(buffer, offset, length);
        }
    }

    /** Each event is a chunk, but for {@code nothing}, {@code fail} and {@code done}. Used by one thread. */
    private static final class Echo implements ChatStream {
        private boolean done;

        @Override
        public Framing framing() {
            return Framing.SERVER_SENT_EVENTS;
        }

        @Override
        public void on(StreamEvent event, ChunkSink chunks) {
            switch (event.text()) {
                case "nothing" -> {}
                case "done" -> done = true;
                case "fail" -> throw new ProviderException(new ProviderFailure(Kind.UNAVAILABLE, 200, "overloaded"));
                default -> chunks.chunk(event.data());
            }
        }

        @Override
        public void end(ChunkSink chunks) {
            throw new ProviderException(new ProviderFailure(Kind.INVALID_RESPONSE, 200, "cut off"));
        }

        @Override
        public boolean finished() {
            return done;
        }

        @Override
        public Usage usage() {
            return Usage.UNREPORTED;
        }

        @Override
        public String finishReason() {
            return "";
        }
    }
}
