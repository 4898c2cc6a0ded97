package dev.serai.dialects.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.CacheMark;
import dev.serai.dialects.Conversation;
import dev.serai.dialects.Conversation.Turn;
import dev.serai.dialects.DocumentFormat;
import dev.serai.dialects.Json;
import dev.serai.dialects.Part;
import dev.serai.dialects.RequestPlan;
import dev.serai.dialects.ToolAliases;
import dev.serai.dialects.ToolIds;
import dev.serai.errors.GatewayException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes what was said: {@code system} and {@code messages}. One for each translation. */
final class AnthropicTurns {
    private static final String TYPE = "type";
    private static final String TEXT = "text";
    private static final String CONTENT = "content";

    private final ToolAliases names;

    private AnthropicTurns(ToolAliases names) {
        this.names = names;
    }

    static void write(RequestPlan plan, ObjectNode body) {
        AnthropicTurns turns = new AnthropicTurns(plan.names());
        Conversation conversation = plan.conversation();
        if (!conversation.system().isEmpty()) {
            turns.content(body, "system", conversation.system());
        }
        ArrayNode messages = body.putArray("messages");
        for (Turn turn : conversation.turns()) {
            ObjectNode message =
                    messages.addObject().put("role", turn.role().name().toLowerCase(Locale.ROOT));
            turns.content(message, CONTENT, turn.parts());
        }
    }

    /** A single text without a cache mark is a string, anything else a list of blocks. */
    private void content(ObjectNode of, String field, List<? extends Part> parts) {
        if (parts.size() == 1 && parts.get(0) instanceof Part.Text text && text.cache() == null) {
            of.put(field, text.text());
            return;
        }
        ArrayNode blocks = of.putArray(field);
        for (Part part : parts) {
            blocks.add(mark(block(part), part.cache()));
        }
    }

    private static ObjectNode mark(ObjectNode block, @Nullable CacheMark mark) {
        if (mark != null) {
            block.set("cache_control", cacheControl(mark));
        }
        return block;
    }

    static ObjectNode cacheControl(CacheMark mark) {
        ObjectNode control = Json.object().put(TYPE, "ephemeral");
        return mark.ttl() == null ? control : control.put("ttl", mark.ttl());
    }

    private ObjectNode block(Part part) {
        if (part instanceof Part.Text text) {
            return typed(TEXT).put(TEXT, text.text());
        } else if (part instanceof Part.Image image) {
            return withSource("image", base64(image.mediaType(), image.base64()));
        } else if (part instanceof Part.RemoteImage image) {
            return withSource("image", typed("url").put("url", image.url()));
        } else if (part instanceof Part.Document document) {
            return document(document);
        } else if (part instanceof Part.ToolCall call) {
            return toolUse(call);
        } else if (part instanceof Part.ToolResult result) {
            return toolResult(result);
        } else if (part instanceof Part.Thinking thinking) {
            return typed("thinking").put("thinking", thinking.text()).put("signature", thinking.signature());
        } else if (part instanceof Part.RedactedThinking redacted) {
            return typed("redacted_thinking").put("data", redacted.data());
        }
        throw new IllegalStateException("a part of no known kind");
    }

    private static ObjectNode typed(String type) {
        return Json.object().put(TYPE, type);
    }

    private static ObjectNode withSource(String type, ObjectNode source) {
        ObjectNode block = typed(type);
        block.set("source", source);
        return block;
    }

    private static ObjectNode base64(String mediaType, String data) {
        return typed("base64").put("media_type", mediaType).put("data", data);
    }

    private static ObjectNode document(Part.Document document) {
        ObjectNode block = withSource("document", documentSource(document));
        return document.name() == null ? block : block.put("title", document.name());
    }

    private static ObjectNode documentSource(Part.Document document) {
        DocumentFormat format = document.format();
        if (format == DocumentFormat.PDF) {
            return base64(format.mediaType(), document.base64());
        }
        if (format.isText()) {
            return typed(TEXT).put("media_type", DocumentFormat.TXT.mediaType()).put("data", document.text());
        }
        throw GatewayException.invalid(
                "unsupported_value", document.path(), "This provider reads PDF and text, no Office files.");
    }

    private ObjectNode toolUse(Part.ToolCall call) {
        ObjectNode block = typed("tool_use")
                .put("id", ToolIds.WORD.providerId(call.id()))
                .put("name", names.providerName(call.name()));
        block.set("input", call.arguments());
        return block;
    }

    private ObjectNode toolResult(Part.ToolResult result) {
        ObjectNode block = typed("tool_result").put("tool_use_id", ToolIds.WORD.providerId(result.id()));
        if (!result.content().isEmpty()) {
            content(block, CONTENT, result.content());
        }
        return block;
    }
}
