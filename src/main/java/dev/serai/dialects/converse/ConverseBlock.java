package dev.serai.dialects.converse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.AnswerParts;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.ThinkingPart;
import dev.serai.dialects.ToolPart;
import java.util.ArrayList;
import java.util.List;

/** A content block of a stream while it is open. For one thread. */
abstract sealed class ConverseBlock {

    /** The block that a {@code contentBlockStart} opens: tool calls have one, text and reasoning don't. */
    static ConverseBlock started(JsonNode start, AnswerParts parts) {
        return start.has("toolUse") ? new Tool(start.path("toolUse"), parts) : new Ignored();
    }

    /** The block that begins with its first {@code contentBlockDelta}. */
    static ConverseBlock begunBy(JsonNode delta, AnswerParts parts) {
        if (delta.has("text") || delta.has("citation")) {
            return new Text(parts);
        }
        return delta.has("reasoningContent") ? new Reasoning(parts) : new Ignored();
    }

    abstract void delta(JsonNode delta);

    abstract void stop();

    /** Text, and the citations that belong to all of it. */
    private static final class Text extends ConverseBlock {
        private final AnswerParts parts;
        private final int start;
        private final List<JsonNode> citations = new ArrayList<>();

        Text(AnswerParts parts) {
            this.parts = parts;
            this.start = parts.length();
        }

        @Override
        void delta(JsonNode delta) {
            if (delta.has("citation")) {
                citations.add(delta.path("citation"));
            } else {
                parts.text(ProviderJson.textOrEmpty(delta, "text"));
            }
        }

        @Override
        void stop() {
            citations.forEach(citation -> ConverseCitation.cite(citation, start, parts));
        }
    }

    private static final class Reasoning extends ConverseBlock {
        private final AnswerParts parts;
        private final ThinkingPart thinking;

        Reasoning(AnswerParts parts) {
            this.parts = parts;
            this.thinking = parts.thinking();
        }

        @Override
        void delta(JsonNode delta) {
            JsonNode reasoning = delta.path("reasoningContent");
            thinking.text(ProviderJson.textOrEmpty(reasoning, "text"));
            thinking.signature(ProviderJson.textOrEmpty(reasoning, "signature"));
            String redacted = ProviderJson.textOrEmpty(reasoning, "redactedContent");
            if (!redacted.isEmpty()) {
                parts.redactedThinking(redacted);
            }
        }

        @Override
        void stop() {
            thinking.end();
        }
    }

    private static final class Tool extends ConverseBlock {
        private final ToolPart tool;

        Tool(JsonNode call, AnswerParts parts) {
            tool = parts.tool(ProviderJson.textOrNull(call, "toolUseId"), ProviderJson.textOrEmpty(call, "name"));
        }

        @Override
        void delta(JsonNode delta) {
            tool.arguments(ProviderJson.textOrEmpty(delta.path("toolUse"), "input"));
        }

        @Override
        void stop() {
            tool.end();
        }
    }

    /** An image, a server tool's result, or a kind newer than this: nothing that OpenAI has a place for. */
    private static final class Ignored extends ConverseBlock {
        @Override
        void delta(JsonNode delta) {}

        @Override
        void stop() {}
    }
}
