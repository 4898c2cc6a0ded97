package dev.serai.dialects.oci;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.AnswerParts;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.ToolPart;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of one message. Whole answers, and the streams of some models (xAI's, Google's), bring each in one piece;
 * others bring fragments, of which the first alone may have a name and an id, or none has an id at all (litellm#30947,
 * #39965). For one thread.
 */
final class MessageCalls {
    private static final class Call {
        private final String id;
        private final String name;
        private final ToolPart part;
        private final JsonExtent extent = new JsonExtent();

        Call(String id, String name, ToolPart part) {
            this.id = id;
            this.name = name;
            this.part = part;
        }

        /** What comes when the arguments are whole repeats them. */
        void arguments(String fragment) {
            if (!extent.isWhole()) {
                extent.add(fragment);
                part.arguments(fragment);
            }
        }
    }

    private final AnswerParts parts;
    private final List<Call> calls = new ArrayList<>();

    MessageCalls(AnswerParts parts) {
        this.parts = parts;
    }

    /** Calls, or fragments of calls. */
    void say(JsonNode toolCalls) {
        for (int i = 0; i < toolCalls.size(); i++) {
            JsonNode said = toolCalls.get(i);
            // COHEREV2 has OpenAI's object around name and arguments, GENERIC has not.
            JsonNode function = said.has("function") ? said.path("function") : said;
            String id = ProviderJson.textOrEmpty(said, "id");
            String name = ProviderJson.textOrEmpty(function, "name");
            Call call = continued(id, name, toolCalls.size() > 1 ? i : calls.size() - 1);
            if (call == null) {
                call = new Call(id, name, parts.tool(id, name));
                calls.add(call);
            }
            JsonNode arguments = function.path("arguments");
            call.arguments(arguments.isObject() ? ProviderJson.text(arguments) : arguments.asText(""));
        }
    }

    /**
     * The call that a fragment goes on with, or null if it begins one: a new id does, and so does a name without an id,
     * unless it only repeats that of a call whose arguments are not whole yet.
     *
     * @param place among the calls, for a fragment that says neither
     */
    private @Nullable Call continued(String id, String name, int place) {
        if (!id.isEmpty()) {
            return calls.stream().filter(call -> call.id.equals(id)).findFirst().orElse(null);
        }
        Call last = calls.isEmpty() ? null : calls.get(calls.size() - 1);
        if (!name.isEmpty()) {
            return last != null && last.name.equals(name) && !last.extent.isWhole() ? last : null;
        }
        return place >= 0 && place < calls.size() ? calls.get(place) : last;
    }
}
