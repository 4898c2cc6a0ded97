package dev.serai.dialects.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.serai.dialects.FinishReason;
import dev.serai.dialects.JsonFields;
import dev.serai.dialects.JsonSplice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code choices} in passing: how many there are, why they finished, and which few bytes of them clients would not
 * understand. One for each answer or chunk.
 */
final class Choices {
    private static final Set<String> FINISH_REASONS =
            Set.of("stop", "length", "tool_calls", "content_filter", "function_call");

    private final @Nullable ToolIndexes toolIndexes;
    private final boolean withoutFilterResults;
    private final List<Correction> corrections = new ArrayList<>(0);
    private int count;
    private int annotations;
    private boolean said;
    private long seen;
    private long ended;
    private long called;
    private boolean calls;
    private String reason = "";
    private String finishReason = "";

    /**
     * @param toolIndexes of the stream that the chunk belongs to; null for a whole answer
     * @param withoutFilterResults whether what a content filter found is taken out
     */
    Choices(@Nullable ToolIndexes toolIndexes, boolean withoutFilterResults) {
        this.toolIndexes = toolIndexes;
        this.withoutFilterResults = withoutFilterResults;
    }

    int count() {
        return count;
    }

    /** Whether there are choices, and they hold nothing but what an asynchronous filter found in text that is gone already. */
    boolean onlyAnnotate() {
        return count > 0 && annotations == count;
    }

    /** The choices that it has something of, a bit for each of the first 64. */
    long seen() {
        return seen;
    }

    /** Those of them that it ends. */
    long ended() {
        return ended;
    }

    /** Those of them that hold calls of tools. */
    long called() {
        return called;
    }

    /**
     * What the books say of an answer that its server calls finished: {@code stop} beside calls is what some say, and OpenAI
     * itself of a call that was forced.
     *
     * @param calling the choices that hold calls, a bit for each
     */
    static String outcome(String finishReason, long calling) {
        return finishReason.equals("stop") && (calling & 1) != 0 ? "tool_calls" : finishReason;
    }

    /** OpenAI's word for why the choice of number 0 finished, or, where it says nothing of that, another; empty if of none. */
    String finishReason() {
        return finishReason;
    }

    /** Puts right what has to be. */
    void correct(JsonSplice splice) {
        for (Correction correction : corrections) {
            splice.replace(correction.start(), correction.end(), correction.by());
        }
    }

    /** @param parser stands at the value of {@code choices} */
    void read(JsonParser parser) throws IOException {
        corrections.clear();
        count = 0;
        annotations = 0;
        seen = 0;
        ended = 0;
        called = 0;
        if (!parser.isExpectedStartArrayToken()) {
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.isExpectedStartObjectToken()) {
                choice(parser);
                count++;
            }
            parser.skipChildren();
        }
    }

    private void choice(JsonParser parser) throws IOException {
        FilterResults results = withoutFilterResults ? new FilterResults() : null;
        said = false;
        fields(parser, results);
        if (results == null) {
            return;
        }
        corrections.addAll(results.corrections(JsonFields.start(parser), toolIndexes != null));
        if (results.found() && !said) {
            annotations++;
        }
    }

    private void fields(JsonParser parser, @Nullable FilterResults results) throws IOException {
        int index = count;
        reason = "";
        calls = false;
        List<ToolDelta> tools = List.of();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            int nameStart = results == null ? 0 : JsonFields.start(parser);
            parser.nextToken();
            switch (name) {
                case "index" -> index = parser.getValueAsInt(count);
                case "finish_reason" -> finishReason(parser);
                case "delta" -> tools = delta(parser);
                case "message" -> message(parser);
                // Of the older completions.
                case "text" -> said = true;
                default -> {}
            }
            parser.skipChildren();
            if (results != null) {
                results.field(name, nameStart, JsonFields.end(parser));
            }
        }
        calls |= !tools.isEmpty();
        finish(index);
        number(index, tools);
    }

    private void finish(int index) {
        long bit = index >= 0 && index < Long.SIZE ? 1L << index : 0;
        seen |= bit;
        called |= calls ? bit : 0;
        if (!reason.isEmpty()) {
            ended |= bit;
            if (index == 0 || finishReason.isEmpty()) {
                finishReason = reason;
            }
        }
    }

    private void number(int index, List<ToolDelta> tools) {
        if (toolIndexes == null) {
            return;
        }
        for (ToolDelta tool : tools) {
            int dense = toolIndexes.dense(index, tool);
            if (dense != tool.index()) {
                corrections.add(tool.numbered(dense));
            }
        }
    }

    /** Strict clients know five reasons; a stream says null until there is one, where some servers say "". */
    private void finishReason(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            return;
        }
        said = true;
        int start = JsonFields.start(parser);
        String word = parser.getText();
        boolean known = FINISH_REASONS.contains(word);
        reason = known ? word : translated(word);
        if (!known) {
            byte[] by = reason.isEmpty() ? ascii("null") : JsonSplice.string(reason);
            corrections.add(new Correction(start, JsonFields.end(parser), by));
        }
    }

    private String translated(String word) {
        if (word.isEmpty() && toolIndexes != null) {
            return "";
        }
        FinishReason reason = FinishReason.of(word);
        return reason.openai(reason == FinishReason.TOOL_CALLS, false);
    }

    private List<ToolDelta> delta(JsonParser parser) throws IOException {
        List<ToolDelta> tools = List.of();
        if (!parser.isExpectedStartObjectToken()) {
            return tools;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            said = true;
            boolean calls = parser.currentName().equals("tool_calls");
            parser.nextToken();
            if (calls && parser.isExpectedStartArrayToken()) {
                tools = ToolDelta.all(parser);
            }
            parser.skipChildren();
        }
        return tools;
    }

    private void message(JsonParser parser) throws IOException {
        if (!parser.isExpectedStartObjectToken()) {
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            boolean ofCalls = parser.currentName().equals("tool_calls");
            parser.nextToken();
            if (ofCalls && parser.isExpectedStartArrayToken()) {
                calls = calls(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    /** Some servers send an empty array. */
    private static boolean calls(JsonParser parser) throws IOException {
        boolean any = false;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            any = true;
            parser.skipChildren();
        }
        return any;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Bytes to be replaced by others. */
    record Correction(int start, int end, byte[] by) {}
}
