package dev.serai.dialects.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.ChatRequest.FieldRange;
import dev.serai.dialects.JsonFields;
import dev.serai.dialects.JsonSplice;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of messages and tools what another provider's answer, or a client that knows another provider, put there: an
 * attempt at OpenAI that follows one at Anthropic must not fail for it. Also gives system messages the role that a server
 * knows, and tools no {@code strict} that it does not know. One for each attempt.
 */
final class ForeignFields {
    private static final String CACHE_CONTROL = "cache_control";
    private static final String EXTRA_CONTENT = "extra_content";
    private static final String THINKING_BLOCKS = "thinking_blocks";
    private static final String FUNCTION = "function";
    private static final String STRICT = "strict";
    /** With {@link #EXTRA_CONTENT} what servers of other vendors make themselves, and want back: OpenAI does not know it. */
    private static final String REASONING = "reasoning_content";

    /** What an assistant's message may consist of. */
    private static final List<String> SAID = List.of("content", "refusal", "tool_calls", "function_call", "audio");

    private static final Set<String> SYSTEM_ROLES = Set.of("system", "developer");

    private final @Nullable String systemRole;
    private final boolean ofOpenAi;
    private final boolean knowsStrict;
    private final Set<String> dropped = new LinkedHashSet<>();

    /**
     * @param systemRole for system and developer messages, or null: as the client wrote it
     * @param ofOpenAi whether the server is OpenAI's own, which refuses names that it does not know
     * @param knowsStrict whether the server's API has strict tools
     */
    ForeignFields(@Nullable String systemRole, boolean ofOpenAi, boolean knowsStrict) {
        this.systemRole = systemRole;
        this.ofOpenAi = ofOpenAi;
        this.knowsStrict = knowsStrict;
    }

    boolean inMessages(JsonNode messages) {
        for (JsonNode message : messages) {
            if (hasForeign(message)
                    || otherRole(message)
                    || anyHas(message.path("content"), CACHE_CONTROL)
                    || ofOpenAi && anyHas(message.path("tool_calls"), EXTRA_CONTENT)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasForeign(JsonNode message) {
        return message.has(THINKING_BLOCKS)
                || message.has(CACHE_CONTROL)
                || ofOpenAi && (message.has(REASONING) || message.has(EXTRA_CONTENT));
    }

    private boolean otherRole(JsonNode message) {
        String role = message.path("role").textValue();
        return systemRole != null && SYSTEM_ROLES.contains(role) && !systemRole.equals(role);
    }

    /** Whether one of the tools has a mark for a cache, or a word on strictness that the server does not know. */
    boolean inTools(JsonNode tools) {
        for (JsonNode tool : tools) {
            if (tool.has(CACHE_CONTROL) || !knowsStrict && tool.path(FUNCTION).has(STRICT)) {
                return true;
            }
        }
        return false;
    }

    private static boolean anyHas(JsonNode elements, String name) {
        for (JsonNode element : elements) {
            if (element.has(name)) {
                return true;
            }
        }
        return false;
    }

    /** The array of messages without them. */
    byte[] messages(byte[] messages) {
        return each(messages, this::message);
    }

    /** The array of tools without them. */
    byte[] tools(byte[] tools) {
        return each(tools, this::tool);
    }

    /** What was taken out, by its field's name. */
    Set<String> dropped() {
        return dropped;
    }

    private byte[] message(byte[] message) {
        JsonFields fields = JsonFields.of(message);
        JsonSplice splice = fields.splice();
        boolean removed = remove(fields, THINKING_BLOCKS, splice);
        if (ofOpenAi || removed) {
            // Beside blocks it tells of the same thoughts, which are another provider's.
            removed |= remove(fields, REASONING, splice);
        }
        if (ofOpenAi) {
            removed |= remove(fields, EXTRA_CONTENT, splice);
        }
        removed |= remove(fields, CACHE_CONTROL, splice);
        if (removed && saysNothing(fields)) {
            sayNothing(fields, splice);
        }
        FieldRange role = fields.get("role");
        if (systemRole != null && role != null && isSystem(fields.value(role))) {
            splice.replace(role, JsonSplice.string(systemRole));
        }
        FieldRange content = fields.get("content");
        if (content != null && message[content.valueStart()] == '[') {
            splice.replace(content, each(fields.value(content), part -> without(CACHE_CONTROL, part)));
        }
        FieldRange calls = fields.get("tool_calls");
        if (ofOpenAi && calls != null && message[calls.valueStart()] == '[') {
            splice.replace(calls, each(fields.value(calls), call -> without(EXTRA_CONTENT, call)));
        }
        return splice.apply();
    }

    private byte[] tool(byte[] tool) {
        JsonFields fields = JsonFields.of(tool);
        JsonSplice splice = fields.splice();
        remove(fields, CACHE_CONTROL, splice);
        FieldRange function = fields.get(FUNCTION);
        if (!knowsStrict && function != null && tool[function.valueStart()] == '{') {
            splice.replace(function, withoutStrict(fields.value(function)));
        }
        return splice.apply();
    }

    /** What would not have been strict anyway loses nothing. */
    private byte[] withoutStrict(byte[] function) {
        JsonFields fields = JsonFields.of(function);
        FieldRange strict = fields.get(STRICT);
        if (strict == null) {
            return function;
        }
        if (function[strict.valueStart()] == 't') {
            dropped.add("tools[].function.strict");
        }
        return fields.splice().remove(strict).apply();
    }

    /** Thoughts were all that the assistant had. */
    private static boolean saysNothing(JsonFields fields) {
        FieldRange role = fields.get("role");
        return role != null
                && Arrays.equals(fields.value(role), JsonSplice.string("assistant"))
                && SAID.stream().noneMatch(name -> isSet(fields, fields.get(name)));
    }

    /** OpenAI wants a text, be it an empty one, where no tool is called. */
    private static void sayNothing(JsonFields fields, JsonSplice splice) {
        byte[] nothing = JsonSplice.string("");
        FieldRange content = fields.get("content");
        if (content == null) {
            splice.append("content", nothing);
        } else {
            splice.replace(content, nothing);
        }
    }

    private static boolean isSet(JsonFields fields, @Nullable FieldRange field) {
        return field != null && fields.bytes()[field.valueStart()] != 'n';
    }

    private static boolean isSystem(byte[] role) {
        return SYSTEM_ROLES.stream().anyMatch(name -> Arrays.equals(role, JsonSplice.string(name)));
    }

    private byte[] without(String name, byte[] object) {
        JsonFields fields = JsonFields.of(object);
        JsonSplice splice = fields.splice();
        remove(fields, name, splice);
        return splice.apply();
    }

    private boolean remove(JsonFields fields, String name, JsonSplice splice) {
        FieldRange field = fields.get(name);
        if (field != null) {
            splice.remove(field);
            dropped.add(name);
        }
        return field != null;
    }

    private static byte[] each(byte[] array, UnaryOperator<byte[]> change) {
        JsonSplice splice = new JsonSplice(array, List.of());
        for (FieldRange element : JsonFields.elements(array)) {
            byte[] value = Arrays.copyOfRange(array, element.valueStart(), element.valueEnd());
            splice.replace(element, change.apply(value));
        }
        return splice.apply();
    }
}
