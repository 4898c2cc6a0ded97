package dev.serai.dialects.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.AnswerParts;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.ThinkingPart;
import dev.serai.dialects.ToolPart;
import java.util.ArrayList;
import java.util.List;

/** A content block of a stream while it is open. For one thread. */
abstract sealed class AnthropicBlock {

    /** The block that a {@code content_block_start} opens. */
    static AnthropicBlock open(JsonNode start, AnswerParts parts) {
        return switch (ProviderJson.textOrEmpty(start, "type")) {
            case "text" -> new Text(start, parts);
            case "thinking" -> new Thinking(start, parts);
            case "tool_use" -> new Tool(start, parts);
            case "redacted_thinking" -> new Redacted(start, parts);
            default -> new Ignored();
        };
    }

    abstract void delta(JsonNode delta);

    abstract void stop();

    /** Text, and the citations that belong to all of it. */
    static final class Text extends AnthropicBlock {
        private final AnswerParts parts;
        private final int start;
        private final List<JsonNode> citations = new ArrayList<>();

        Text(JsonNode block, AnswerParts parts) {
            this.parts = parts;
            this.start = parts.length();
            parts.text(ProviderJson.textOrEmpty(block, "text"));
        }

        @Override
        void delta(JsonNode delta) {
            if (delta.hasNonNull("citation")) {
                citations.add(delta.path("citation"));
            } else {
                parts.text(ProviderJson.textOrEmpty(delta, "text"));
            }
        }

        @Override
        void stop() {
            citations.forEach(citation -> AnthropicCitation.cite(citation, start, parts));
        }
    }

    private static final class Thinking extends AnthropicBlock {
        private final ThinkingPart thinking;

        Thinking(JsonNode block, AnswerParts parts) {
            thinking = parts.thinking();
            delta(block);
        }

        @Override
        void delta(JsonNode delta) {
            thinking.text(ProviderJson.textOrEmpty(delta, "thinking"));
            thinking.signature(ProviderJson.textOrEmpty(delta, "signature"));
        }

        @Override
        void stop() {
            thinking.end();
        }
    }

    /** A tool call. The {@code input} of its start is a placeholder: the arguments come in the deltas alone. */
    private static final class Tool extends AnthropicBlock {
        private final ToolPart tool;

        Tool(JsonNode block, AnswerParts parts) {
            tool = parts.tool(ProviderJson.textOrNull(block, "id"), ProviderJson.textOrEmpty(block, "name"));
        }

        @Override
        void delta(JsonNode delta) {
            tool.arguments(ProviderJson.textOrEmpty(delta, "partial_json"));
        }

        @Override
        void stop() {
            tool.end();
        }
    }

    /** Thinking that comes encrypted, and whole in its start. */
    private static final class Redacted extends AnthropicBlock {
        Redacted(JsonNode block, AnswerParts parts) {
            parts.redactedThinking(ProviderJson.textOrEmpty(block, "data"));
        }

        @Override
        void delta(JsonNode delta) {}

        @Override
        void stop() {}
    }

    /** A server's tool or its result, or a kind newer than this: nothing that OpenAI has a place for. */
    private static final class Ignored extends AnthropicBlock {
        @Override
        void delta(JsonNode delta) {}

        @Override
        void stop() {}
    }
}
