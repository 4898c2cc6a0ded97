package dev.serai.dialects.messages;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.AnswerIds;
import dev.serai.dialects.ProviderJson;

/** A chat's id in Anthropic's form. Stateless. */
final class MessageIds {
    private static final String OF_CHAT = "chatcmpl-";

    private MessageIds() {}

    /** {@code msg_} and what is its own of the id of the answer or chunk; a new one where it has none. */
    static String of(JsonNode chat) {
        String id = ProviderJson.textOrEmpty(chat, "id");
        String known = id.isEmpty() ? AnswerIds.answer() : id;
        return "msg_" + (known.startsWith(OF_CHAT) ? known.substring(OF_CHAT.length()) : known);
    }
}
