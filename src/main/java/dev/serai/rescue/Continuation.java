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
import dev.serai.dialects.CompletionRequest;
import dev.serai.dialects.Json;
import dev.serai.dialects.MessagesRequest;
import dev.serai.dialects.PartialAnswer;
import dev.serai.dialects.PartialChat;
import dev.serai.dialects.PartialText;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.RequestText;
import dev.serai.dialects.Usage;
import dev.serai.dialects.messages.PartialMessage;
import dev.serai.dialects.responses.PartialResponse;
import dev.serai.dialects.responses.ResponsesRequest;
import dev.serai.errors.GatewayException;
import dev.serai.streams.SaidText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An answer that may have to be gone on with: what its client has been told so far, and how another model is asked for the
 * rest. One for each streamed answer of a model with {@code rescue: continue}, used by the request's thread.
 */
public final class Continuation {
    private static final int BYTES_PER_TOKEN = 4;
    private static final Set<String> LIMITS = Set.of("max_tokens", "max_completion_tokens");
    /** Efforts that may be below a model's own, which it would have if nothing were said. */
    private static final Set<String> LEAST_EFFORTS = Set.of("none", "minimal", "low");
    /** Formats in which a trailing assistant message is gone on with, where the model takes one. */
    private static final Set<String> WITH_PREFILL = Set.of("anthropic", "converse");

    private static final String GO_ON =
            "Your last message was cut off in the middle. Go on with it exactly where it stopped,"
                    + " in the same language and format, and say nothing of the interruption. Begin with these words, which are its"
                    + " last, and continue from there: ";

    private final ClientRequest request;
    private final PartialAnswer answer;
    private final ChatRequestReader reader = new ChatRequestReader();
    private Usage spent = Usage.UNREPORTED;
    /** Of the client's text, what the attempt that is under way was told of it, in tokens. */
    private long readAgain;

    private int breaks;

    private Continuation(ClientRequest request, PartialAnswer answer) {
        this.request = request;
        this.answer = answer;
    }

    /** The continuation of a streamed answer, or null where it is not wanted, or can't be. */
    public static @Nullable Continuation of(ClientRequest request, Rescue rescue) {
        if (rescue != Rescue.CONTINUE || !request.stream()) {
            return null;
        }
        PartialAnswer answer = answer(request);
        return answer != null && answer.plain() ? new Continuation(request, answer) : null;
    }

    private static @Nullable PartialAnswer answer(ClientRequest request) {
        if (request instanceof ChatRequest chat) {
            return new PartialChat(chat);
        } else if (request instanceof MessagesRequest messages) {
            return new PartialMessage(messages);
        } else if (request instanceof ResponsesRequest responses) {
            return new PartialResponse(responses);
        }
        return request instanceof CompletionRequest completion ? new PartialText(completion) : null;
    }

    /** These chunks have gone to the client. */
    public void sent(List<byte[]> chunks) {
        chunks.forEach(answer::sent);
    }

    /** Whether another model can go on: the client has nothing but text, and not all of it. */
    public boolean possible() {
        return answer.onlyText() && !answer.finished();
    }

    /** Whether the client has all of the answer, and only the stream's own end is missing. */
    public boolean complete() {
        return answer.onlyText() && answer.finished();
    }

    /** What is then missing of it, before what the client's dialect ends a stream with. */
    public byte[] missingEnd() {
        return answer.missingEnd();
    }

    /**
     * The stream has broken.
     *
     * @param said what its model has said
     * @param reported what its provider has said of its usage
     * @return what it has used, a guess where the provider has not said all
     */
    public Usage broke(SaidText said, Usage reported) {
        Usage used = used(request, readAgain, said, reported);
        readAgain = tokens(bytes(answer.text()));
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
     */
    public static Usage used(ClientRequest request, SaidText said, Usage reported) {
        return used(request, 0, said, reported);
    }

    private static Usage used(ClientRequest request, long readAgain, SaidText said, Usage reported) {
        RequestText read = RequestText.of(ProviderJson.readOrMissing(request.promptBytes()));
        long input = tokens(read.bytes()) + read.otherTokens() + readAgain;
        return reported.atLeast(input, tokens(said.length()));
    }

    /**
     * What a target is asked: the client's request, or, once an answer has broken, for the rest of it.
     *
     * @throws GatewayException 400 where the request has no form as a chat
     */
    public ClientRequest request(ModelTarget target) {
        if (breaks == 0) {
            return request;
        }
        ObjectNode chat = answer.chat(target);
        String said = answer.text().stripTrailing();
        if (!said.isEmpty() && chat.get("messages") instanceof ArrayNode messages) {
            messages.addObject().put("role", "assistant").put("content", said);
            String repeated = goesOnItself(target) ? "" : Seam.anchor(said);
            if (!repeated.isEmpty()) {
                messages.addObject().put("role", "user").put("content", GO_ON + repeated);
            }
            for (String limit : LIMITS) {
                JsonNode tokens = Json.field(chat, limit);
                if (tokens != null) {
                    long left = Math.max(1, tokens.asLong() - spent.output());
                    chat.put(limit, left + tokens(bytes(repeated)));
                }
            }
            thinkNoMoreThanItMust(chat);
        }
        return reader.made(Json.bytes(chat));
    }

    /** What the model of the rest thinks is not shown, and would take what is left of the limit; so only its own habit asks for it. */
    private static void thinkNoMoreThanItMust(ObjectNode chat) {
        if (!chat.path("thinking").path("type").asText().equals("disabled")) {
            chat.remove("thinking");
        }
        if (!LEAST_EFFORTS.contains(chat.path("reasoning_effort").asText())) {
            chat.remove("reasoning_effort");
        }
    }

    /** The stream of a target that was asked for the rest, as the rest of what the client has. */
    public ChatStream stream(ChatStream ofTarget, ModelTarget target) {
        if (breaks == 0) {
            return ofTarget;
        }
        Seam seam = new Seam(answer.text(), !goesOnItself(target));
        return answer.rest(new ContinuedStream(ofTarget, answer.head(), seam, spent));
    }

    /** Whether a model takes a last message of the assistant's for the beginning of its answer, rather than for history. */
    private static boolean goesOnItself(ModelTarget target) {
        ModelFacts facts = target.facts();
        boolean prefilled = facts.known() && facts.prefill() && facts.family().equals("claude");
        return prefilled && WITH_PREFILL.contains(target.dialect()) || !facts.chatApi();
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static long tokens(long bytes) {
        return (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }
}
