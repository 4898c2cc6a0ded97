package dev.serai.dialects.oci;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.ChunkedAnswer;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.Usage;
import dev.serai.streams.StreamEvent;
import java.nio.charset.StandardCharsets;

/**
 * What the streams of all of OCI's formats share: a JSON object a line, the usage on any of them, and no terminal event but
 * the end of the bytes. One for each streamed answer, used by one thread at a time.
 */
abstract class OciStream implements ChatStream {
    final AnswerContext context;
    final ChunkedAnswer answer;
    private Usage usage = Usage.UNREPORTED;
    private boolean finished;

    OciStream(AnswerContext context, String id) {
        this.context = context;
        this.answer = new ChunkedAnswer(context, id);
    }

    /** An event that is no error. */
    abstract void said(ObjectNode event);

    /** Whether every choice that began has said why it ended, and there is one. */
    abstract boolean complete();

    @Override
    public Framing framing() {
        return Framing.DATA_LINES;
    }

    @Override
    public void on(StreamEvent event, ChunkSink chunks) {
        if (finished || event.data().length == 0) {
            return;
        }
        if (event.data()[0] != '{' && isDone(event.data())) {
            end(chunks);
            return;
        }
        ObjectNode data = ProviderJson.object(event.data());
        if (OciFailure.is(data)) {
            throw OciFailure.within200(data);
        }
        answer.into(chunks);
        Usage reported = OciUsage.of(data);
        usage = reported.reported() ? reported : usage;
        said(data);
    }

    @Override
    public void end(ChunkSink chunks) {
        if (finished) {
            return;
        }
        if (!complete()) {
            throw ProviderJson.unreadable("The provider's stream ended before it was finished.");
        }
        finished = true;
        answer.into(chunks).usage(usage);
    }

    @Override
    public boolean finished() {
        return finished;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    /** Not documented; but whoever stands in between may add it. */
    private static boolean isDone(byte[] data) {
        return new String(data, 0, Math.min(data.length, 16), StandardCharsets.US_ASCII)
                .strip()
                .equals("[DONE]");
    }
}
