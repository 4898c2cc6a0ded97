package dev.serai.dialects.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.ChunkedAnswer;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.Usage;
import dev.serai.streams.StreamEvent;
import java.util.function.IntFunction;

/**
 * Turns a stream of GenerateContentResponses into OpenAI's chunks. Nothing but the end of the bytes says that no more comes:
 * only there are the choices finished, and only if of each it was said why. One for each streamed answer, used by one
 * thread at a time.
 *
 * @see <a
 *     href="https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.publishers.models/streamGenerateContent">
 *     Vertex AI: streamGenerateContent</a>
 */
final class GeminiStream implements ChatStream {
    private final ChunkedAnswer answer;
    private final GeminiChoices choices;
    private String id = "";
    private Usage usage = Usage.UNREPORTED;
    private String finishReason = "";
    private boolean finished;

    GeminiStream(AnswerContext context, String fallbackId, IntFunction<String> callIds) {
        answer = new ChunkedAnswer(context, fallbackId);
        choices = new GeminiChoices(
                context,
                index -> {
                    answer.begin(id);
                    return answer.choice(index);
                },
                callIds);
    }

    @Override
    public Framing framing() {
        return Framing.SERVER_SENT_EVENTS;
    }

    @Override
    public void on(StreamEvent event, ChunkSink chunks) {
        if (finished || event.data().length == 0) {
            return;
        }
        JsonNode response = GeminiFailure.unlessError(event.data());
        answer.into(chunks);
        id = id.isEmpty() ? GeminiAnswer.id(response) : id;
        choices.take(response);
        Usage soFar = GeminiUsage.of(response);
        usage = soFar.reported() ? soFar : usage; // Each is of the whole answer so far.
    }

    @Override
    public void end(ChunkSink chunks) {
        if (!choices.ended()) {
            throw ProviderJson.unreadable("The provider's stream ended before it was finished.");
        }
        answer.into(chunks);
        finishReason = choices.finish();
        finished = true;
        answer.usage(usage);
    }

    @Override
    public boolean finished() {
        return finished;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public String finishReason() {
        return finishReason;
    }
}
