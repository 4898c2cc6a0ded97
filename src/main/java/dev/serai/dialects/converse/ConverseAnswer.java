package dev.serai.dialects.converse;

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
import dev.serai.dialects.WholeAnswerStream;
import java.util.function.Supplier;

/** A whole Converse answer as OpenAI's {@code chat.completion}. */
final class ConverseAnswer {
    /** For the models that Converse can't stream. */
    static final WholeAnswerStream.Translation TRANSLATION = new WholeAnswerStream.Translation() {
        @Override
        public String parts(ObjectNode body, AnswerParts parts) {
            return give(body, parts);
        }

        @Override
        public Usage usage(ObjectNode body) {
            return ConverseUsage.of(body);
        }
    };

    private ConverseAnswer() {}

    static ChatAnswer translate(ProviderAnswer answer, AnswerContext context, Supplier<String> answerIds) {
        ObjectNode body = ProviderJson.object(answer.body());
        AnswerBuilder builder = new AnswerBuilder(id(answer, answerIds), context);
        give(body, new AnswerParts(context, builder.choice(0)));
        return builder.build(ConverseUsage.of(body));
    }

    private static String give(ObjectNode body, AnswerParts parts) {
        JsonNode content = body.path("output").path("message").path("content");
        if (!content.isArray()) {
            throw ProviderJson.unreadable("The provider's answer holds no output.");
        }
        content.forEach(block -> block(block, parts));
        return parts.finish(FinishReason.of(ProviderJson.textOrNull(body, "stopReason")));
    }

    private static String id(ProviderAnswer answer, Supplier<String> answerIds) {
        String requestId = answer.header("x-amzn-requestid");
        return requestId == null || requestId.isEmpty() ? answerIds.get() : "chatcmpl-" + requestId;
    }

    /** A block is a union: its only member names its kind. Images and kinds newer than this have no place at OpenAI. */
    private static void block(JsonNode block, AnswerParts parts) {
        if (block.has("text")) {
            parts.text(ProviderJson.textOrEmpty(block, "text"));
        } else if (block.has("toolUse")) {
            toolUse(block.path("toolUse"), parts);
        } else if (block.has("reasoningContent")) {
            reasoning(block.path("reasoningContent"), parts);
        } else if (block.has("citationsContent")) {
            citations(block.path("citationsContent"), parts);
        }
    }

    private static void toolUse(JsonNode call, AnswerParts parts) {
        ToolPart tool = parts.tool(ProviderJson.textOrNull(call, "toolUseId"), ProviderJson.textOrEmpty(call, "name"));
        if (call.hasNonNull("input")) {
            tool.arguments(ProviderJson.text(call.path("input")));
        }
        tool.end();
    }

    private static void reasoning(JsonNode reasoning, AnswerParts parts) {
        if (reasoning.has("redactedContent")) {
            parts.redactedThinking(ProviderJson.textOrEmpty(reasoning, "redactedContent"));
            return;
        }
        ThinkingPart thinking = parts.thinking();
        thinking.text(ProviderJson.textOrEmpty(reasoning.path("reasoningText"), "text"));
        thinking.signature(ProviderJson.textOrEmpty(reasoning.path("reasoningText"), "signature"));
        thinking.end();
    }

    private static void citations(JsonNode cited, AnswerParts parts) {
        int start = parts.length();
        cited.path("content").forEach(text -> parts.text(ProviderJson.textOrEmpty(text, "text")));
        cited.path("citations").forEach(citation -> ConverseCitation.cite(citation, start, parts));
    }
}
