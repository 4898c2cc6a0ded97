package dev.serai.dialects;

import dev.serai.config.Capability;
import dev.serai.config.ModelFacts;
import dev.serai.config.ModelTarget;
import dev.serai.errors.GatewayException;
import dev.serai.errors.ProviderFailure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a kind of provider is asked, whatever the client's endpoint is: in its dialect of chat, and in what it has beside.
 * Immutable and thread-safe.
 */
public final class WireFormats {
    private final ChatDialect chat;
    private final Format<EmbeddingRequest> embeddings;
    private final Format<CompletionRequest> completions;
    private final CompletionsOverChat overChat;
    private final Map<Class<? extends ClientRequest>, Format<?>> further;

    /**
     * Says in which format an endpoint's requests go to a target.
     *
     * @param <R> what clients of the endpoint ask
     */
    @FunctionalInterface
    public interface Format<R extends ClientRequest> {
        /** The format, or null where the target has none. */
        @Nullable
        EndpointDialect<R, ? extends ClientAnswer> of(ModelTarget target);
    }

    /**
     * @param embeddings where there is none, there are none
     * @param completions where there is none, the texts go over chat
     */
    public WireFormats(ChatDialect chat, Format<EmbeddingRequest> embeddings, Format<CompletionRequest> completions) {
        this(chat, embeddings, completions, Map.of());
    }

    private WireFormats(
            ChatDialect chat,
            Format<EmbeddingRequest> embeddings,
            Format<CompletionRequest> completions,
            Map<Class<? extends ClientRequest>, Format<?>> further) {
        this.chat = chat;
        this.embeddings = embeddings;
        this.completions = completions;
        this.overChat = new CompletionsOverChat(chat);
        this.further = Map.copyOf(further);
    }

    /** The same with one more endpoint of conversations, whose requests are of exactly this class. */
    public <R extends ClientRequest> WireFormats with(Class<R> requests, Format<R> format) {
        Map<Class<? extends ClientRequest>, Format<?>> more = new HashMap<>(further);
        more.put(requests, format);
        return new WireFormats(chat, embeddings, completions, more);
    }

    /** The name that routes use, its dialect's of chat. */
    public String name() {
        return chat.name();
    }

    /**
     * Translates the client's original request, or a part of it, for one target.
     *
     * @throws GatewayException 400 where the target can't do what the request means, or the request contradicts itself
     */
    public ProviderRequest request(ClientRequest request, ModelTarget target) {
        verify(request, target.facts());
        return of(request, target).request(request, target);
    }

    /** Translates a whole 2xx answer to it. */
    public ClientAnswer answer(
            ProviderAnswer answer, ClientRequest request, ModelTarget target, AnswerContext context) {
        return of(request, target).answer(answer, request, context);
    }

    /** A translator for one streamed answer to it. */
    public ChatStream stream(ClientRequest request, ModelTarget target, AnswerContext context) {
        return of(request, target).stream(request, context);
    }

    /** Classifies an answer that is not 2xx to a request that was sent. Never throws. */
    public ProviderFailure failure(ProviderAnswer answer, ClientRequest request, ModelTarget target) {
        return of(request, target).failure(answer, chat.failure(answer));
    }

    /** The request in parts, each of which the target's provider takes at once; never throws. */
    public List<? extends ClientRequest> parts(ClientRequest request, ModelTarget target) {
        boolean serves = !(request instanceof EmbeddingRequest) || embeddings.of(target) != null;
        return serves ? of(request, target).parts(request, target) : List.of(request);
    }

    /**
     * One answer of those to all parts, in their order.
     *
     * @throws GatewayException 400 where the target can't do what the request means
     */
    public ClientAnswer joined(ClientRequest request, ModelTarget target, List<ClientAnswer> answers) {
        verify(request, target.facts());
        return of(request, target).joined(request, answers);
    }

    private static void verify(ClientRequest request, ModelFacts facts) {
        if (request instanceof EmbeddingRequest) {
            if (!facts.can(Capability.EMBEDDINGS)) {
                throw unserved("This model makes no embeddings.");
            }
        } else if (request instanceof CompletionRequest) {
            if (facts.known() && facts.can(Capability.EMBEDDINGS)) {
                throw unserved("This model completes no texts.");
            }
        } else if (!facts.chats()) {
            throw unserved("This model holds no conversations.");
        }
    }

    private static GatewayException unserved(String message) {
        return GatewayException.invalid("unsupported_value", "model", message);
    }

    /** A request's class decides its dialect, which compilers can't see. */
    @SuppressWarnings("unchecked")
    private EndpointDialect<ClientRequest, ClientAnswer> of(ClientRequest request, ModelTarget target) {
        EndpointDialect<?, ?> dialect;
        if (request instanceof ChatRequest) {
            dialect = chat;
        } else if (request instanceof EmbeddingRequest) {
            dialect = embeddings.of(target);
        } else if (request instanceof CompletionRequest) {
            dialect = completions.of(target);
            dialect = dialect == null ? overChat : dialect;
        } else {
            dialect = Objects.requireNonNull(further.get(request.getClass()), "an endpoint without a format")
                    .of(target);
        }
        if (dialect == null) {
            throw unserved("The providers of this model make no embeddings.");
        }
        return (EndpointDialect<ClientRequest, ClientAnswer>) dialect;
    }
}
