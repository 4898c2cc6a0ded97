package dev.serai.dialects;

import java.util.ArrayList;
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
        int onTools = (int)
                tools.tools().stream().filter(tool -> tool.cache() != null).count();
        List<Part> marked = new ArrayList<>();
        conversation.map(part -> {
            if (part.cache() != null) {
                marked.add(part);
            }
            return part;
        });
        int skipTools = traits.cachesTools() ? Math.max(0, onTools + marked.size() - MOST) : onTools;
        int keptTools = Math.max(0, onTools - skipTools);
        int skip = traits.caches() ? Math.max(0, keptTools + marked.size() - MOST) : marked.size();
        if (skip > 0 || skipTools > 0) {
            dropped.leftOut("cache_control");
        }
        return new Kept(withoutFirst(tools, skipTools), conversation.map(withoutFirst(skip)));
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
