package dev.serai.dialects.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatAnswer;
import dev.serai.dialects.JsonBytes;
import dev.serai.dialects.MessageWords;
import dev.serai.dialects.MessagesAnswer;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.ToolIds;
import dev.serai.dialects.ToolNames;
import dev.serai.errors.ProviderException;
import java.util.Objects;

/** A whole chat answer as Anthropic's {@code message}: what was thought, what is said, which tools are called. Stateless. */
final class AnswerOfChat {
    private AnswerOfChat() {}

    /** @throws ProviderException if the answer can't be read */
    static MessagesAnswer translate(ChatAnswer answer, AnswerContext context, ToolNames names) {
        ObjectNode chat = ProviderJson.object(answer.body());
        JsonNode choice = chat.path("choices").path(0);
        JsonNode message = choice.path("message");
        JsonBytes json = new JsonBytes(512);
        json.raw("{\"id\":").string(MessageIds.of(chat));
        json.raw(",\"type\":\"message\",\"role\":\"assistant\",\"model\":").string(context.model());
        json.raw(",\"content\":[");
        new Content(json).write(message, names);
        boolean calls = !message.path("tool_calls").isEmpty();
        boolean refused = !ProviderJson.textOrEmpty(message, "refusal").isEmpty();
        json.raw("],\"stop_reason\":")
                .string(StopReasons.of(choice.path("finish_reason").asText(), calls, refused));
        json.raw(",\"stop_sequence\":null,\"usage\":");
        MessagesUsage.write(answer.usage(), json);
        return new MessagesAnswer(json.raw("}").toByteArray(), answer.usage(), answer.finishReason());
    }

    /** The blocks, one after the other. */
    private static final class Content {
        private final JsonBytes json;
        private boolean any;

        Content(JsonBytes json) {
            this.json = json;
        }

        void write(JsonNode message, ToolNames names) {
            thinking(message);
            text(Objects.requireNonNullElse(MessageWords.said(message), ""));
            text(ProviderJson.textOrEmpty(message, "refusal"));
            for (JsonNode call : message.path("tool_calls")) {
                call(call, names);
            }
        }

        /** Signed thoughts are to come back as they are; what nobody signed is only shown. */
        private void thinking(JsonNode message) {
            JsonNode signed = message.path("thinking_blocks");
            for (JsonNode block : signed) {
                begin().raw(ProviderJson.bytes(block));
            }
            String thought = MessageWords.thought(message);
            if (signed.isEmpty() && !thought.isEmpty()) {
                begin().raw("{\"type\":\"thinking\",\"thinking\":")
                        .string(thought)
                        .raw(",\"signature\":\"\"}");
            }
        }

        private void text(String text) {
            if (!text.isEmpty()) {
                begin().raw("{\"type\":\"text\",\"text\":").string(text).raw("}");
            }
        }

        private void call(JsonNode call, ToolNames names) {
            JsonNode function = call.path("function");
            String name = names.clientName(ProviderJson.textOrEmpty(function, "name"));
            begin().raw("{\"type\":\"tool_use\",\"id\":")
                    .string(ToolIds.WORD.providerId(ProviderJson.textOrEmpty(call, "id")));
            json.raw(",\"name\":").string(name).raw(",\"input\":");
            json.raw(ToolInput.of(ProviderJson.textOrEmpty(function, "arguments")))
                    .raw("}");
        }

        private JsonBytes begin() {
            json.raw(any ? "," : "");
            any = true;
            return json;
        }
    }
}
