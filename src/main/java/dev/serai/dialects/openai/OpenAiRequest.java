package dev.serai.dialects.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings.Quirks;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatRequest;
import dev.serai.dialects.ChatRequest.FieldRange;
import dev.serai.dialects.JsonSplice;
import dev.serai.dialects.ProviderRequest;
import dev.serai.dialects.ToolArguments;
import dev.serai.dialects.ToolNames;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes an OpenAI request of the client's: the same bytes, but for the model's id, the usage that the ledger needs, and
 * what this model or server refuses. One for each attempt.
 */
final class OpenAiRequest {
    private static final String MAX_TOKENS = "max_tokens";
    private static final String MAX_COMPLETION_TOKENS = "max_completion_tokens";

    private final ChatRequest request;
    private final ModelTarget target;
    private final Quirks quirks;
    private final ServedFields served;
    private final JsonSplice splice;
    private final Set<String> dropped = new LinkedHashSet<>();

    OpenAiRequest(ChatRequest request, ModelTarget target) {
        this.request = request;
        this.target = target;
        this.quirks = target.provider().quirks();
        this.served = ServedFields.of(request, target);
        this.splice = new JsonSplice(request.body(), request.fields().values());
    }

    /** @param now Unix seconds */
    ProviderRequest translate(long now) {
        OpenAiCapabilities.check(request, target);
        model();
        StreamOptions.ask(
                request.stream(),
                request.includeUsage(),
                request.body(),
                request.fields(),
                ServedFields.knowStreamOptions(target),
                splice);
        outputLimit();
        refusedFields();
        toolChoice();
        nestedFields();
        return new ProviderRequest("/chat/completions", Map.of(), splice.apply(), List.copyOf(dropped), context(now));
    }

    private void model() {
        if (!target.model().equals(request.model())) {
            splice.replace(range("model"), JsonSplice.string(target.model()));
        }
    }

    private void outputLimit() {
        FieldRange current = set(MAX_COMPLETION_TOKENS);
        FieldRange old = set(MAX_TOKENS);
        if (current != null && old != null) {
            drop(MAX_TOKENS);
            old = null;
        }
        String name = limitName();
        if (name != null && old != null) {
            rename(MAX_TOKENS, old, name);
        } else if (name != null && current != null) {
            rename(MAX_COMPLETION_TOKENS, current, name);
        }
    }

    private @Nullable String limitName() {
        return quirks.maxTokensName() != null ? quirks.maxTokensName() : served.outputLimit();
    }

    private void rename(String from, FieldRange field, String to) {
        if (from.equals(to)) {
            return;
        }
        splice.rename(field, to);
        FieldRange nullOfThatName = request.fields().get(to);
        if (nullOfThatName != null && request.field(to) == null) {
            splice.remove(nullOfThatName);
        }
    }

    private void refusedFields() {
        served.refused().forEach(this::drop);
        served.unknown().forEach(this::dropEvenNull);
    }

    /** OpenAI refuses to choose among no tools; clients that always send {@code auto} mean nothing by it. */
    private void toolChoice() {
        JsonNode tools = request.field("tools");
        if (tools == null || tools.isEmpty()) {
            for (String name : List.of("tools", "tool_choice", "parallel_tool_calls")) {
                if (request.fields().containsKey(name)) {
                    splice.remove(range(name));
                }
            }
        }
    }

    private void nestedFields() {
        ForeignFields foreign =
                new ForeignFields(quirks.systemRole(), ServedFields.ofOpenAi(target), ServedFields.knowSchemas(target));
        if (foreign.inMessages(request.tree().path("messages"))) {
            rewrite("messages", foreign::messages);
        }
        if (foreign.inTools(request.tree().path("tools"))) {
            rewrite("tools", foreign::tools);
        }
        dropped.addAll(foreign.dropped());
    }

    private void rewrite(String name, UnaryOperator<byte[]> rewriting) {
        FieldRange range = range(name);
        splice.replace(range, rewriting.apply(value(range)));
    }

    private AnswerContext context(long now) {
        return new AnswerContext(
                request.model(),
                now,
                request.stream(),
                request.includeUsage(),
                ToolNames.NONE,
                null,
                false,
                false,
                request.legacyFunctions(),
                quirks.toolIndexFrom(),
                ToolArguments.UNCHANGED,
                ServedFields.leaveOutFilterResults(target));
    }

    /** Takes a field out and says so, if it is there and not null. */
    private void drop(String name) {
        FieldRange field = set(name);
        if (field != null) {
            splice.remove(field);
            dropped.add(name);
        }
    }

    /** OpenAI refuses a name that it does not know, whatever its value; a null is no loss to tell of. */
    private void dropEvenNull(String name) {
        drop(name);
        if (request.field(name) == null && request.fields().get(name) != null) {
            splice.remove(range(name));
        }
    }

    /** Where a field stands that is there and not null. */
    private @Nullable FieldRange set(String name) {
        return request.field(name) == null ? null : request.fields().get(name);
    }

    private FieldRange range(String name) {
        return Objects.requireNonNull(request.fields().get(name));
    }

    private byte[] value(FieldRange field) {
        return Arrays.copyOfRange(request.body(), field.valueStart(), field.valueEnd());
    }
}
