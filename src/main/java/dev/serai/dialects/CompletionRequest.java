package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.ChatRequest.FieldRange;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request for text completions as the client sent it, or a part of one. Shared by all attempts; nobody changes any of it.
 * Made by {@code CompletionRequestReader}, which has checked every field that OpenAI defines.
 *
 * @param body the client's bytes, also of a part
 * @param tree what they say; numbers keep their digits ({@code 1.10})
 * @param fields top-level fields by name, in the order of the bytes
 * @param model the model asked for
 * @param stream whether an answer event by event is asked for
 * @param includeUsage whether {@code stream_options.include_usage} is true
 * @param prompts what to complete, in order; empty where the client sent tokens, or null
 */
public record CompletionRequest(
        byte[] body,
        ObjectNode tree,
        Map<String, FieldRange> fields,
        String model,
        boolean stream,
        boolean includeUsage,
        List<String> prompts)
        implements ClientRequest {
    /** OpenAI's limit where the client says none. */
    private static final int DEFAULT_LIMIT = 16;

    public CompletionRequest {
        prompts = List.copyOf(prompts);
    }

    @Override
    public String promptField() {
        return "prompt";
    }

    @Override
    public long bytes() {
        return body.length;
    }

    @Override
    public long outputTokens() {
        long each = Math.max(tree.path("n").asLong(1), tree.path("best_of").asLong(1));
        int completed = prompts.isEmpty() ? Prompts.count(tree.path("prompt")) : prompts.size();
        return completed * each * maxTokens();
    }

    @Override
    public byte[] promptBytes() {
        return body;
    }

    @Override
    public ContentFacts content() {
        return ContentFacts.ofTexts(prompts, field("max_tokens") == null ? 0 : maxTokens());
    }

    @Override
    public CompletionRequest asWhole() {
        if (!stream) {
            return this;
        }
        StrictJson.Document whole = WholeAnswer.of(body, fields);
        return new CompletionRequest(whole.bytes(), whole.tree(), whole.fields(), model, false, false, prompts);
    }

    /** Whether the client sent tokens, which only their own model's vocabulary can read. */
    public boolean tokens() {
        return prompts.isEmpty() && !promptIsNull();
    }

    /** Whether the client leaves it to the provider what a model is to begin with. */
    public boolean promptIsNull() {
        return tree.path("prompt").isNull();
    }

    /** A field's value, or null where it is absent or JSON null: OpenAI makes no difference. */
    public @Nullable JsonNode field(String name) {
        return Json.field(tree, name);
    }

    /** How many tokens each completion may have. */
    public int maxTokens() {
        JsonNode limit = field("max_tokens");
        return limit == null ? DEFAULT_LIMIT : limit.decimalValue().intValueExact();
    }

    /** Whether each completion begins with its prompt. */
    public boolean echo() {
        return tree.path("echo").booleanValue();
    }

    /** The same for one of the prompts. */
    CompletionRequest part(String prompt) {
        return new CompletionRequest(body, tree, fields, model, stream, includeUsage, List.of(prompt));
    }
}
