package dev.serai.dialects.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.AnswerBuilder;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.AnswerParts;
import dev.serai.dialects.ChatAnswer;
import dev.serai.dialects.FinishReason;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.ThinkingPart;
import dev.serai.dialects.ToolPart;
import dev.serai.dialects.Usage;
import dev.serai.errors.ProviderException;
import java.util.function.Supplier;

/** A whole Anthropic message as OpenAI's {@code chat.completion}. */
final class AnthropicAnswer {
    private AnthropicAnswer() {}

    static ChatAnswer translate(ProviderAnswer answer, AnswerContext context, Supplier<String> answerIds) {
        ObjectNode message = ProviderJson.object(answer.body());
        if (message.path("error").isObject()) {
            throw new ProviderException(AnthropicFailure.inBody(message));
        }
        if (!message.path("content").isArray()) {
            throw ProviderJson.unreadable("The provider's answer holds no content.");
        }
        AnswerBuilder builder = new AnswerBuilder(id(message, answerIds), context);
        AnswerParts parts = new AnswerParts(context, builder.choice(0));
        message.path("content").forEach(block -> block(block, parts));
        stop(message, parts);
        return builder.build(usage(message));
    }

    /** OpenAI's form of a message id: {@code msg_01X} becomes {@code chatcmpl-01X}; empty if there is none. */
    static String openaiId(JsonNode message) {
        String id = ProviderJson.textOrEmpty(message, "id");
        return id.isEmpty() ? "" : "chatcmpl-" + (id.startsWith("msg_") ? id.substring("msg_".length()) : id);
    }

    /** The end of a message or of its stream: its reason, and the model's own words about a refusal. */
    static String stop(JsonNode end, AnswerParts parts) {
        String explanation = ProviderJson.textOrEmpty(end.path("stop_details"), "explanation");
        String reason = ProviderJson.textOrNull(end, "stop_reason");
        if (!explanation.isEmpty() && "refusal".equals(reason)) {
            parts.refusal(explanation);
        }
        return parts.finish(FinishReason.of(reason));
    }

    private static String id(JsonNode message, Supplier<String> answerIds) {
        String id = openaiId(message);
        return id.isEmpty() ? answerIds.get() : id;
    }

    /** Blocks of server tools, and those that are newer than this, say nothing that OpenAI has a place for. */
    private static void block(JsonNode block, AnswerParts parts) {
        switch (ProviderJson.textOrEmpty(block, "type")) {
            case "text" -> text(block, parts);
            case "tool_use" -> toolUse(block, parts);
            case "thinking" -> thinking(block, parts);
            case "redacted_thinking" -> parts.redactedThinking(ProviderJson.textOrEmpty(block, "data"));
            default -> {}
        }
    }

    private static void text(JsonNode block, AnswerParts parts) {
        int start = parts.length();
        parts.text(ProviderJson.textOrEmpty(block, "text"));
        block.path("citations").forEach(citation -> AnthropicCitation.cite(citation, start, parts));
    }

    private static void toolUse(JsonNode block, AnswerParts parts) {
        ToolPart tool = parts.tool(ProviderJson.textOrNull(block, "id"), ProviderJson.textOrEmpty(block, "name"));
        if (block.hasNonNull("input")) {
            tool.arguments(ProviderJson.text(block.path("input")));
        }
        tool.end();
    }

    private static void thinking(JsonNode block, AnswerParts parts) {
        ThinkingPart thinking = parts.thinking();
        thinking.text(ProviderJson.textOrEmpty(block, "thinking"));
        thinking.signature(ProviderJson.textOrEmpty(block, "signature"));
        thinking.end();
    }

    private static Usage usage(JsonNode message) {
        AnthropicUsage usage = new AnthropicUsage();
        usage.add(message.path("usage"));
        return usage.normalised();
    }
}
