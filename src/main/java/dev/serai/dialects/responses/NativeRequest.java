package dev.serai.dialects.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.config.Capability;
import dev.serai.config.ModelFacts;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.ChatRequest.FieldRange;
import dev.serai.dialects.Json;
import dev.serai.dialects.JsonFields;
import dev.serai.dialects.JsonSplice;
import dev.serai.errors.GatewayException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Makes a provider's request of the client's: the same bytes, but for the model's id, what this model refuses, what other
 * providers have thought, and that nothing is to be kept. One for each attempt.
 */
final class NativeRequest {
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final String REASONING_FAMILY = "gpt-reasoning";
    /** Refused while a model reasons: https://platform.openai.com/docs/guides/reasoning */
    private static final List<String> SAMPLING = List.of("temperature", "top_p", "top_logprobs");

    private static final String INCLUDE = "include";
    private static final String INPUT = "input";

    private final ResponsesRequest request;
    private final ModelTarget target;
    private final JsonSplice splice;
    private final Set<String> dropped = new LinkedHashSet<>();

    NativeRequest(ResponsesRequest request, ModelTarget target) {
        this.request = request;
        this.target = target;
        this.splice = new JsonSplice(request.body(), request.fields().values());
    }

    /** @throws GatewayException 400 where the model is known not to be able to do what is asked */
    byte[] translate() {
        NativeCapabilities.check(request, target.facts());
        splice.replace(Objects.requireNonNull(request.fields().get("model")), JsonSplice.string(target.model()));
        store();
        ofModel(target.facts());
        JsonNode input = request.tree().path(INPUT);
        if (input.isArray()) {
            keep(INPUT, i -> keeps(input.get(i)));
        }
        return splice.apply();
    }

    List<String> dropped() {
        return List.copyOf(dropped);
    }

    /** OpenAI keeps responses unless it is told not to; this gateway keeps none unless it is told to. */
    private void store() {
        if (request.field("store") != null) {
            return;
        }
        FieldRange saysNull = request.fields().get("store");
        if (saysNull == null) {
            splice.append("store", FALSE);
        } else {
            splice.replace(saysNull, FALSE);
        }
    }

    private void ofModel(ModelFacts facts) {
        if (facts.family().equals(REASONING_FAMILY)) {
            String effort = Json.text(request.tree().path("reasoning"), "effort");
            if (!"none".equals(effort)) {
                SAMPLING.forEach(this::drop);
            }
        } else if (neverReasons(facts)) {
            drop("reasoning");
            withoutVerbosity();
            withoutThoughts();
        }
    }

    private static boolean neverReasons(ModelFacts facts) {
        return facts.family().equals("gpt") && !facts.can(Capability.REASONING);
    }

    /** Models that don't reason have no thoughts to seal, and refuse to be asked for them. */
    private void withoutThoughts() {
        JsonNode include = request.tree().path(INCLUDE);
        keep(INCLUDE, i -> !include.get(i).asText().equals("reasoning.encrypted_content"));
    }

    private void withoutVerbosity() {
        FieldRange text = request.set("text");
        if (text == null || !request.tree().path("text").hasNonNull("verbosity")) {
            return;
        }
        JsonFields fields = JsonFields.of(value(text));
        splice.replace(
                text,
                fields.splice()
                        .remove(Objects.requireNonNull(fields.get("verbosity")))
                        .apply());
        dropped.add("text.verbosity");
    }

    private boolean keeps(JsonNode item) {
        boolean kept = !InputRules.type(item).equals("reasoning") || takes(item);
        if (!kept) {
            dropped.add("input[].reasoning");
        }
        return kept;
    }

    /**
     * Thoughts of another provider are none to OpenAI, a model that doesn't reason takes none, and those that a provider is to
     * have kept itself it has only if it was told to. In the open they are those of a server that gives and takes them so: OpenAI
     * refuses an item with any ({@code array_above_max_length}). What OpenAI has sealed nobody else can open, and vLLM refuses a
     * request that has it.
     */
    private boolean takes(JsonNode thought) {
        boolean ofOpenAi = NativeResponses.isOpenAis(target);
        boolean open = !thought.path("content").isEmpty();
        if (open && ofOpenAi) {
            return false;
        }
        String sealed = Json.text(thought, "encrypted_content");
        if (sealed == null || sealed.isEmpty()) {
            return open || request.tree().path("store").booleanValue();
        }
        return ofOpenAi && !SealedReasoning.isOurs(sealed) && !neverReasons(target.facts());
    }

    /** The elements of an array whose numbers pass; the bytes of an array that keeps all stay as they are. */
    private void keep(String name, IntPredicate kept) {
        FieldRange range = request.set(name);
        if (range == null) {
            return;
        }
        int size = request.tree().path(name).size();
        boolean[] keeps = new boolean[size];
        boolean all = true;
        for (int i = 0; i < size; i++) {
            keeps[i] = kept.test(i);
            all &= keeps[i];
        }
        if (!all) {
            splice.replace(range, only(value(range), keeps));
        }
    }

    private static byte[] only(byte[] array, boolean[] keeps) {
        List<FieldRange> elements = JsonFields.elements(array);
        byte[] kept = new byte[array.length];
        int length = 0;
        kept[length++] = '[';
        for (int i = 0; i < keeps.length; i++) {
            if (keeps[i]) {
                FieldRange element = elements.get(i);
                int bytes = element.valueEnd() - element.valueStart();
                if (length > 1) {
                    kept[length++] = ',';
                }
                System.arraycopy(array, element.valueStart(), kept, length, bytes);
                length += bytes;
            }
        }
        kept[length++] = ']';
        return Arrays.copyOf(kept, length);
    }

    private void drop(String name) {
        FieldRange field = request.set(name);
        if (field != null) {
            splice.remove(field);
            dropped.add(name);
        }
    }

    private byte[] value(FieldRange field) {
        return Arrays.copyOfRange(request.body(), field.valueStart(), field.valueEnd());
    }
}
