package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import dev.serai.errors.GatewayException;

/**
 * What a client has got of a streamed answer, read from what was sent to it, and how another provider's chat becomes the rest
 * of it. One for each such answer, used by one thread at a time.
 */
public interface PartialAnswer {

    /** This has gone to the client: a chunk of its stream, whole, as {@link ChatStream} gives it out. */
    void sent(byte[] chunk);

    /** The text that the client has, all pieces joined. */
    String text();

    /** Whether somebody else can go on: nothing but text has been sent, and none of what is open in it would have to be guessed. */
    boolean onlyText();

    /** Whether the client has been told how the answer ended. */
    boolean finished();

    /** What is missing of a stream whose answer is {@link #finished}, before what its dialect ends with; may be nothing. */
    default byte[] missingEnd() {
        return new byte[0];
    }

    /** Whether the answer is free text: half a JSON is not gone on with by a model that is held to make a whole one. */
    boolean plain();

    /**
     * What the client asked, as a chat, for one target.
     *
     * @return a tree of the caller's own
     * @throws GatewayException 400 where that has no form as a chat
     */
    ObjectNode chat(ModelTarget target);

    /** What each chunk of the rest repeats of the first, where the client reads a chat's chunks; else nothing. */
    default JsonNode head() {
        return Json.object();
    }

    /** The rest in the client's dialect. */
    ChatStream rest(ChatStream ofChat);
}
