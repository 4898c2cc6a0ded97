package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import dev.serai.errors.ProviderException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A wire format other than OpenAI's that completes a raw text, one a call: what all of them have in common. */
public abstract class CompletionFormat implements EndpointDialect<CompletionRequest, CompletionAnswer> {
    /** Looked at here, or by each format. */
    private static final Set<String> SERVED = Set.of(
            "model",
            "prompt",
            "max_tokens",
            "temperature",
            "top_p",
            "stop",
            "stream",
            "stream_options",
            "echo",
            "n",
            "best_of",
            "suffix",
            "logprobs");

    /** What a provider said: a whole text, or a piece of a stream. */
    public record Said(String text, FinishReason reason, Usage usage) {}

    /** Below the provider's base URL, percent-encoded. */
    protected abstract String path(ModelTarget target, boolean stream);

    /** What stands in headers beside what authenticates. */
    protected Map<String, String> headers(ModelTarget target) {
        return Map.of();
    }

    /** The body for the one prompt. */
    protected abstract ObjectNode body(CompletionRequest request, ModelTarget target, DroppedParameters dropped);

    /** @throws ProviderException if the answer can't be read, or is an error in disguise */
    protected abstract Said said(ProviderAnswer answer);

    /** Fields that this format has beside those of all. */
    protected abstract Set<String> furtherFields();

    @Override
    public final ProviderRequest request(CompletionRequest request, ModelTarget target) {
        UnservedCompletions.refuse(request);
        if (request.tree().path("n").asInt(1) > 1) {
            throw UnservedCompletions.unserved("n");
        }
        DroppedParameters dropped = new DroppedParameters();
        for (Map.Entry<String, JsonNode> field : request.tree().properties()) {
            boolean served = SERVED.contains(field.getKey()) || furtherFields().contains(field.getKey());
            if (!served && !field.getValue().isNull()) {
                dropped.leftOut(field.getKey());
            }
        }
        byte[] body = Json.bytes(body(request, target, dropped));
        return new ProviderRequest(
                path(target, request.stream()),
                headers(target),
                body,
                dropped.list(),
                AnswerContext.ofText(request, System.currentTimeMillis() / 1000, request.includeUsage()));
    }

    /** Puts the temperature, clamped to what the target takes. */
    protected static void temperature(
            CompletionRequest request, BigDecimal most, ObjectNode into, String name, DroppedParameters dropped) {
        JsonNode asked = request.field("temperature");
        if (asked == null) {
            return;
        }
        if (asked.decimalValue().compareTo(most) <= 0) {
            into.set(name, asked);
            return;
        }
        dropped.changed("temperature", asked.asText(), most);
        into.put(name, most);
    }

    /** Puts a field as it is, under the target's name, if the client sent it. */
    protected static void put(CompletionRequest request, String field, ObjectNode into, String name) {
        JsonNode value = request.field(field);
        if (value != null) {
            into.set(name, value);
        }
    }

    /** Puts the stop texts as an array, if there are any. */
    protected static void stops(CompletionRequest request, ObjectNode into, String name) {
        JsonNode stop = request.field("stop");
        if (stop == null || stop.isArray() && stop.isEmpty()) {
            return;
        }
        ArrayNode stops = into.putArray(name);
        if (stop.isTextual()) {
            stops.add(stop);
        } else {
            stop.forEach(stops::add);
        }
    }

    @Override
    public final CompletionAnswer answer(ProviderAnswer answer, CompletionRequest request, AnswerContext context) {
        Said said = said(answer);
        return new CompletionAnswer(
                AnswerIds.completion(),
                context.created(),
                context.model(),
                List.of(new CompletionAnswer.Choice(
                        echoed(request, said.text()), said.reason().openai(false, false))),
                said.usage());
    }

    /** With its prompt before it, if the client wants that. */
    static String echoed(CompletionRequest request, String text) {
        return request.echo() ? request.prompts().get(0) + text : text;
    }

    @Override
    public final List<CompletionRequest> parts(CompletionRequest request, ModelTarget target) {
        return eachPrompt(request);
    }

    /** A stream of several prompts is refused whole. */
    static List<CompletionRequest> eachPrompt(CompletionRequest request) {
        return request.stream() || request.prompts().size() < 2
                ? List.of(request)
                : request.prompts().stream().map(request::part).toList();
    }

    @Override
    public final CompletionAnswer joined(CompletionRequest request, List<CompletionAnswer> answers) {
        return CompletionAnswer.joined(answers);
    }
}
