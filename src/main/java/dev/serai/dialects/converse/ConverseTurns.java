package dev.serai.dialects.converse;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.CacheMark;
import dev.serai.dialects.Conversation;
import dev.serai.dialects.Conversation.Turn;
import dev.serai.dialects.DocumentFormat;
import dev.serai.dialects.Json;
import dev.serai.dialects.Part;
import dev.serai.dialects.RequestPlan;
import dev.serai.dialects.ToolIds;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes what was said: {@code messages} and {@code system}. One for each translation. */
final class ConverseTurns {
    private static final String TEXT = "text";
    private static final String CONTENT = "content";

    private final RequestPlan plan;
    private final ToolIds ids;
    private final DocumentNames documentNames = new DocumentNames();

    private ConverseTurns(RequestPlan plan) {
        this.plan = plan;
        this.ids = plan.target().facts().family().equals("mistral") ? ToolIds.NINE : ToolIds.WORD;
    }

    static void write(RequestPlan plan, ObjectNode body) {
        ConverseTurns turns = new ConverseTurns(plan);
        Conversation conversation = ConverseTranscript.wanted(plan.target().model())
                ? ConverseTranscript.of(plan.conversation())
                : plan.conversation();
        ArrayNode messages = body.putArray("messages");
        for (Turn turn : conversation.turns()) {
            ObjectNode message =
                    messages.addObject().put("role", turn.role().name().toLowerCase(Locale.ROOT));
            turns.content(message.putArray(CONTENT), turn.parts());
        }
        if (!conversation.system().isEmpty()) {
            turns.content(body.putArray("system"), conversation.system());
        }
    }

    private void content(ArrayNode blocks, List<? extends Part> parts) {
        CacheMark waiting = null;
        for (Part part : parts) {
            blocks.add(block(part));
            CacheMark mark = part.cache() == null ? waiting : part.cache();
            // A cache point right behind a document that is text is refused: it waits for the next block.
            waiting = isTextDocument(part) ? mark : null;
            if (mark != null && waiting == null && !isThought(part)) {
                blocks.add(cachePoint(mark, plan));
            }
        }
        boolean hasDocument = parts.stream().anyMatch(Part.Document.class::isInstance);
        if (hasDocument && parts.stream().noneMatch(Part.Text.class::isInstance)) {
            // Converse wants words beside a document.
            blocks.addObject().put(TEXT, "The document.");
            if (waiting != null) {
                blocks.add(cachePoint(waiting, plan));
            }
        }
    }

    private static boolean isTextDocument(Part part) {
        return part instanceof Part.Document document && document.format() != DocumentFormat.PDF;
    }

    private static boolean isThought(Part part) {
        return part instanceof Part.Thinking || part instanceof Part.RedactedThinking;
    }

    /** Only Claude is told how long. */
    static ObjectNode cachePoint(CacheMark mark, RequestPlan plan) {
        ObjectNode point = Json.object();
        ObjectNode kind = point.putObject("cachePoint").put("type", "default");
        if (mark.ttl() != null && plan.isClaude()) {
            kind.put("ttl", mark.ttl());
        }
        return point;
    }

    private ObjectNode block(Part part) {
        if (part instanceof Part.Text text) {
            return Json.object().put(TEXT, text.text());
        } else if (part instanceof Part.Image image) {
            return withBytes("image", image.mediaType().substring("image/".length()), null, image.base64());
        } else if (part instanceof Part.Document document) {
            String name = documentNames.nameFor(document.name());
            return withBytes("document", document.format().extension(), name, document.base64());
        } else if (part instanceof Part.ToolCall call) {
            return toolUse(call);
        } else if (part instanceof Part.ToolResult result) {
            return toolResult(result);
        } else if (part instanceof Part.Thinking thinking) {
            return reasoning(thinking);
        } else if (part instanceof Part.RedactedThinking redacted) {
            ObjectNode block = Json.object();
            block.putObject("reasoningContent").put("redactedContent", redacted.data());
            return block;
        }
        throw new IllegalStateException("a part that the plan should have refused");
    }

    private static ObjectNode withBytes(String kind, String format, @Nullable String name, String base64) {
        ObjectNode block = Json.object();
        ObjectNode media = block.putObject(kind).put("format", format);
        if (name != null) {
            media.put("name", name);
        }
        media.putObject("source").put("bytes", base64);
        return block;
    }

    private static ObjectNode reasoning(Part.Thinking thinking) {
        ObjectNode block = Json.object();
        block.putObject("reasoningContent")
                .putObject("reasoningText")
                .put(TEXT, thinking.text())
                .put("signature", thinking.signature());
        return block;
    }

    private ObjectNode toolUse(Part.ToolCall call) {
        ObjectNode block = Json.object();
        block.putObject("toolUse")
                .put("toolUseId", ids.providerId(call.id()))
                .put("name", plan.names().providerName(call.name()))
                .set("input", call.arguments());
        return block;
    }

    private ObjectNode toolResult(Part.ToolResult result) {
        ObjectNode block = Json.object();
        ArrayNode content = block.putObject("toolResult")
                .put("toolUseId", ids.providerId(result.id()))
                .putArray(CONTENT);
        result.content().forEach(part -> content.add(block(part)));
        if (content.isEmpty()) {
            content.addObject().put(TEXT, ""); // Here Bedrock takes an empty text, and wants some block.
        }
        return block;
    }
}
