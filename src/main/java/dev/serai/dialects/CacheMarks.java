package dev.serai.dialects;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Which cache marks of a request survive: none where the target keeps no cache, else the last four, since each covers all
 * that stands before it, and Anthropic and Bedrock refuse a fifth. Stateless.
 */
final class CacheMarks {
    private static final int MOST = 4;

    private CacheMarks() {}

    /** The offer and the conversation with the marks that survive. */
    record Kept(ToolOffer tools, Conversation conversation) {}

    static Kept of(ToolOffer tools, Conversation conversation, DialectTraits traits, DroppedParameters dropped) {
        int onTools = 0;
        for (ToolDefinition tool : tools.tools()) {
            onTools += tool.cache() == null ? 0 : 1;
        }
        int onParts = onParts(conversation);
        int skipTools = traits.cachesTools() ? Math.max(0, onTools + onParts - MOST) : onTools;
        int keptTools = Math.max(0, onTools - skipTools);
        int skip = traits.caches() ? Math.max(0, keptTools + onParts - MOST) : onParts;
        if (skip == 0 && skipTools == 0) {
            return new Kept(tools, conversation);
        }
        dropped.leftOut("cache_control");
        return new Kept(withoutFirst(tools, skipTools), conversation.map(withoutFirst(skip)));
    }

    private static int onParts(Conversation conversation) {
        int marks = 0;
        for (Part part : conversation.system()) {
            marks += part.cache() == null ? 0 : 1;
        }
        for (Conversation.Turn turn : conversation.turns()) {
            for (Part part : turn.parts()) {
                marks += part.cache() == null ? 0 : 1;
            }
        }
        return marks;
    }

    private static ToolOffer withoutFirst(ToolOffer offer, int skip) {
        int[] left = {skip};
        List<ToolDefinition> tools = offer.tools().stream()
                .map(tool -> tool.cache() != null && left[0]-- > 0 ? tool.unmarked() : tool)
                .toList();
        return new ToolOffer(tools, offer.choice(), offer.parallel());
    }

    private static UnaryOperator<Part> withoutFirst(int skip) {
        int[] left = {skip};
        return part -> part.cache() != null && left[0]-- > 0 ? part.marked(null) : part;
    }
}
