package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a request says, in one text: what the system, the user, the assistant and the tools said, and the arguments of tool
 * calls, in their order, a line break between them; of a long one its newest {@link #LONGEST} characters. Put together when it is
 * asked for, once: most policies don't ask. Used by one thread at a time.
 */
public final class ConversationText {
    /** No more is looked at, so that what a pattern costs has a bound. */
    public static final int LONGEST = 131_072;

    private final Iterable<JsonNode> messages;
    private final List<String> texts;
    private @Nullable String text;

    private ConversationText(Iterable<JsonNode> messages, List<String> texts) {
        this.messages = messages;
        this.texts = texts;
    }

    static ConversationText ofMessages(Iterable<JsonNode> messages) {
        return new ConversationText(messages, List.of());
    }

    static ConversationText ofTexts(List<String> texts) {
        return new ConversationText(List.of(), texts);
    }

    /** The text, which conversions to a string find too. */
    @Override
    public String toString() {
        String known = text;
        if (known == null) {
            Newest newest = new Newest();
            texts.forEach(newest::add);
            messages.forEach(message -> add(message, newest));
            known = newest.joined();
            text = known;
        }
        return known;
    }

    private static void add(JsonNode message, Newest newest) {
        JsonNode content = message.path("content");
        newest.add(content.textValue());
        for (JsonNode part : content) {
            newest.add(part.path("text").textValue());
            newest.add(part.path("refusal").textValue());
        }
        for (JsonNode call : message.path("tool_calls")) {
            newest.add(call.at("/function/arguments").textValue());
        }
        newest.add(message.at("/function_call/arguments").textValue());
    }

    /** Forgets texts from the oldest on that are not needed for the last {@link #LONGEST} characters. */
    private static final class Newest {
        private final Deque<String> kept = new ArrayDeque<>();
        private long characters;

        void add(@Nullable String text) {
            if (text == null) {
                return;
            }
            kept.addLast(text);
            characters += text.length();
            while (characters - kept.getFirst().length() >= LONGEST) {
                characters -= kept.removeFirst().length();
            }
        }

        String joined() {
            StringBuilder joined = new StringBuilder();
            for (Iterator<String> each = kept.iterator(); each.hasNext(); ) {
                joined.append(each.next()).append(each.hasNext() ? "\n" : "");
            }
            return joined.length() <= LONGEST ? joined.toString() : joined.substring(joined.length() - LONGEST);
        }
    }
}
