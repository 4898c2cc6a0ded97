package dev.serai.dialects;

import dev.serai.config.ModelTarget;
import org.jspecify.annotations.Nullable;

/** What a client asked for, as far as the road has to know it, whatever endpoint it came by. Immutable. */
public interface ClientRequest {
    /** That the client does not say how long an answer may be. */
    long UNSAID = -1;

    /** The model asked for, as the client wrote it. */
    String model();

    /** The bytes of it, as the client sent them, whoever pays for them or not. Nobody changes them. */
    byte[] body();

    /** Whether an answer event by event is asked for. */
    boolean stream();

    /** How whoever sent it expects streams and errors. */
    default ClientDialect dialect() {
        return ClientDialect.OPENAI;
    }

    /**
     * What requests of one conversation have in common, so that they can go where their prompt is cached; null where there
     * is nothing of the kind.
     */
    default @Nullable String stickiness() {
        return null;
    }

    /** Whether a target can do better what is asked than one that does not say so: then it is tried before that one. */
    default boolean prefers(ModelTarget target) {
        return false;
    }

    /** The field that holds what the model reads: the one to blame where that is too long. */
    default String promptField() {
        return "messages";
    }

    /** The JSON that holds all that the model reads; nothing where nobody pays for what is read. Nobody changes it. */
    default byte[] promptBytes() {
        return new byte[0];
    }

    /** What it holds, for whoever routes by it; read anew at each call. */
    default ContentFacts content() {
        return ContentFacts.NONE;
    }

    /** How long it is in bytes; 0 where its length says nothing of what the model reads. */
    default long bytes() {
        return 0;
    }

    /** The most tokens that all its answers together may have, or {@link #UNSAID}; 0 where none are made. */
    default long outputTokens() {
        return UNSAID;
    }

    /** How many answers it asks for, where {@link #outputTokens} is {@link #UNSAID}: each may be as long as one. */
    default long answers() {
        return 1;
    }

    /** The same, to be answered whole; itself where it is. */
    default ClientRequest asWhole() {
        return this;
    }

    /** Whether its provider asks nothing for it: somebody only looks, or counts. */
    default boolean free() {
        return false;
    }

    /** The same request, with a limit of its answer's tokens, where it has none and its form has a place for one. */
    default ClientRequest limitedTo(int outputTokens) {
        return this;
    }

    /** The client's name of a field at fault, where a provider was sent the request in another form and names it in that. */
    default String param(String ofProvider) {
        return ofProvider;
    }
}
