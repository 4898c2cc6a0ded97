package dev.serai.accounting;

import dev.serai.dialects.ClientRequest;
import dev.serai.dialects.CompletionRequest;
import dev.serai.dialects.EmbeddingRequest;
import dev.serai.dialects.TokenCountRequest;
import dev.serai.passthrough.NativeRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a request has a model do, in the words of {@code gen_ai.operation.name}. Pure functions. */
final class OperationName {
    private static final String CHAT = "chat";
    private static final String COMPLETION = "text_completion";
    private static final String EMBEDDINGS = "embeddings";
    private static final String COUNT = "count_tokens";

    private OperationName() {}

    /** Null where no model runs for it. */
    static @Nullable String of(ClientRequest request) {
        if (request instanceof NativeRequest call) {
            return call.runsNothing() || call.model().isEmpty() ? null : ofPath(call);
        }
        if (request instanceof EmbeddingRequest) {
            return EMBEDDINGS;
        }
        if (request instanceof CompletionRequest) {
            return COMPLETION;
        }
        return request instanceof TokenCountRequest ? COUNT : CHAT;
    }

    /** Of InvokeModel the path tells the model alone, whose name says whether it embeds. */
    private static String ofPath(NativeRequest call) {
        int query = call.path().indexOf('?');
        String path = (query < 0 ? call.path() : call.path().substring(0, query)).toLowerCase(Locale.ROOT);
        if (call.free()) {
            return COUNT;
        }
        if (path.contains("embed")) {
            return EMBEDDINGS;
        }
        if (path.contains("generatecontent")) {
            return "generate_content";
        }
        return path.endsWith("/completions") && !path.endsWith("/chat/completions") ? COMPLETION : CHAT;
    }
}
