package dev.serai.dialects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.ChatRequest.FieldRange;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request for embeddings as the client sent it, or a part of one. Shared by all attempts; nobody changes any of it. Made
 * by {@code EmbeddingRequestReader}, which has checked every field that OpenAI defines.
 *
 * @param body the client's bytes, also of a part
 * @param tree what they say
 * @param fields top-level fields by name, in the order of the bytes
 * @param model the model asked for
 * @param texts what to embed, in order; empty where the client sent tokens
 * @param tokens whether the client sent tokens, which only their own model's vocabulary can read
 * @param inputs how many vectors are asked for
 * @param longestTokens how many tokens the longest input has; 0 where the client sent texts
 * @param dimensions how long the vectors are to be, or null: as the model makes them
 * @param base64 whether vectors are asked for in base64, as both of OpenAI's SDKs do unasked
 * @param purpose what the vectors are for, or null where the client does not say
 */
public record EmbeddingRequest(
        byte[] body,
        ObjectNode tree,
        Map<String, FieldRange> fields,
        String model,
        List<String> texts,
        boolean tokens,
        int inputs,
        int longestTokens,
        @Nullable Integer dimensions,
        boolean base64,
        @Nullable EmbeddingPurpose purpose)
        implements ClientRequest {

    public EmbeddingRequest {
        texts = List.copyOf(texts);
    }

    @Override
    public boolean stream() {
        return false;
    }

    @Override
    public String promptField() {
        return "input";
    }

    @Override
    public long bytes() {
        return body.length;
    }

    @Override
    public long outputTokens() {
        return 0;
    }

    @Override
    public byte[] promptBytes() {
        return body;
    }

    @Override
    public ContentFacts content() {
        return ContentFacts.ofTexts(texts, 0);
    }

    /** The same for some of the texts. */
    EmbeddingRequest part(List<String> some) {
        return new EmbeddingRequest(
                body, tree, fields, model, some, tokens, some.size(), longestTokens, dimensions, base64, purpose);
    }
}
