package dev.serai.rescue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelFacts;
import dev.serai.config.ModelPolicies.Rescue;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.ChatRequest;
import dev.serai.dialects.ChatRequestReader;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.ClientRequest;
import dev.serai.dialects.Json;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.Usage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An answer that may have to be gone on with: what its client has been told so far, and how another model is asked for the
 * rest. One for each streamed answer of a model with {@code rescue: continue}, used by the request's thread.
 */
public final class Continuation {
    private static final int BYTES_PER_TOKEN = 4;
    private static final Set<String> LIMITS = Set.of("max_tokens", "max_completion_tokens");
    /** What a delta may hold and be gone on with; of all else a part may be missing that nobody else can give. */
    private static final Set<String> TEXT = Set.of("role", "content", "reasoning_content", "reasoning");
    /** Formats in which a trailing assistant message is gone on with, where the model takes one. */
    private static final Set<String> WITH_PREFILL = Set.of("anthropic", "converse");

    private static final String GO_ON =
            "Your last message was cut off in the middle. Go on with it exactly where it stopped,"
                    + " in the same language and format, and say nothing of the interruption. Begin with these words, which are its"
                    + " last, and continue from there: ";

    private final ChatRequest request;
    private final ChatRequestReader reader = new ChatRequestReader();
    private final StringBuilder text = new StringBuilder();
    private @Nullable ObjectNode firstChunk;
    private boolean onlyText = true;
    private boolean finished;
    private Usage spent = Usage.UNREPORTED;
    private int breaks;

    private Continuation(ChatRequest request) {
        this.request = request;
    }

    /** The continuation of a streamed answer, or null where it is not wanted, or can't be. */
    public static @Nullable Continuation of(ClientRequest request, Rescue rescue) {
        return rescue == Rescue.CONTINUE && request.stream() && request instanceof ChatRequest chat && isPlain(chat)
                ? new Continuation(chat)
                : null;
    }

    /** One choice of free text: half a JSON is not gone on with by a model that is held to make a whole one. */
    private static boolean isPlain(ChatRequest request) {
        JsonNode choices = request.field("n");
        JsonNode format = request.field("response_format");
        JsonNode logprobs = request.field("logprobs");
        return (choices == null || choices.asInt() == 1)
                && (format == null || format.path("type").asText().equals("text"))
                && (logprobs == null || !logprobs.asBoolean())
                && request.field("audio") == null;
    }

    /** These chunks have gone to the client. */
    public void sent(List<byte[]> chunks) {
        for (byte[] chunk : chunks) {
            sent(ProviderJson.readOrMissing(chunk));
        }
    }

    private void sent(JsonNode chunk) {
        if (firstChunk == null && chunk instanceof ObjectNode first) {
            firstChunk = first;
        }
        for (JsonNode choice : chunk.path("choices")) {
            JsonNode delta = choice.path("delta");
            for (Map.Entry<String, JsonNode> field : delta.properties()) {
                onlyText &= TEXT.contains(field.getKey()) || saysNothing(field.getValue());
            }
            text.append(delta.path("content").asText(""));
            finished |= choice.path("finish_reason").isTextual();
        }
    }

    private static boolean saysNothing(JsonNode value) {
        return value.isNull()
                || value.isEmpty() && value.isContainerNode()
                || value.asText().isEmpty() && value.isTextual();
    }

    /** Whether another model can go on: the client has nothing but text, and not all of it. */
    public boolean possible() {
        return onlyText && !finished;
    }

    /** Whether the client has all of the answer, and only the stream's own end is missing. */
    public boolean complete() {
        return onlyText && finished;
    }

    /**
     * The stream has broken.
     *
     * @param reported what its provider has said of its usage
     * @return what it has used, a guess where the provider has not said all
     */
    public Usage broke(Usage reported) {
        long input = tokens(request.body().length) + spent.output();
        Usage used = reported.atLeast(input, Math.max(0, tokens(bytes(text)) - spent.output()));
        spent = breaks == 0 ? used : spent.plus(used);
        breaks++;
        return used;
    }

    /** Whether the client has got the answer of more than one model. */
    public boolean rescues() {
        return breaks > 0;
    }

    /**
     * What an answer has used that broke off before its client had any of it: a guess where its provider has not said all.
     * Of another client's dialect than OpenAI's a chunk counts as a token.
     */
    public static Usage used(ClientRequest request, List<byte[]> chunks, Usage reported) {
        if (!(request instanceof ChatRequest chat)) {
            return reported.atLeast(0, chunks.size());
        }
        Continuation answer = new Continuation(chat);
        answer.sent(chunks);
        return answer.broke(reported);
    }

    /** What a target is asked: the client's request, or, once an answer has broken, for the rest of it. */
    public ClientRequest request(ModelTarget target) {
        String said = text.toString().stripTrailing();
        if (breaks == 0 || said.isEmpty()) {
            return request;
        }
        ObjectNode rest = request.tree().deepCopy();
        if (rest.get("messages") instanceof ArrayNode messages) {
            messages.addObject().put("role", "assistant").put("content", said);
            if (!goesOnItself(target)) {
                messages.addObject().put("role", "user").put("content", GO_ON + Seam.anchor(said));
            }
        }
        for (String limit : LIMITS) {
            JsonNode tokens = request.field(limit);
            if (tokens != null) {
                rest.put(limit, Math.max(1, tokens.asLong() - spent.output()));
            }
        }
        return reader.read(Json.bytes(rest));
    }

    /** The stream of a target that was asked for the rest, as the rest of what the client has. */
    public ChatStream stream(ChatStream ofTarget, ModelTarget target) {
        return breaks == 0 || firstChunk == null
                ? ofTarget
                : new ContinuedStream(ofTarget, firstChunk, new Seam(text.toString(), !goesOnItself(target)), spent);
    }

    /** Whether a model takes a last message of the assistant's for the beginning of its answer, rather than for history. */
    private static boolean goesOnItself(ModelTarget target) {
        ModelFacts facts = target.facts();
        boolean prefilled = facts.known() && facts.prefill() && facts.family().equals("claude");
        return prefilled && WITH_PREFILL.contains(target.dialect()) || !facts.chatApi();
    }

    private static long bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    private static long tokens(long bytes) {
        return (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }
}
