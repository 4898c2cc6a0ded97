package dev.serai;

import dev.serai.config.Capability;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.ChatDialect;
import dev.serai.dialects.CompletionRequest;
import dev.serai.dialects.EmbeddingRequest;
import dev.serai.dialects.MessagesRequest;
import dev.serai.dialects.TokenCountRequest;
import dev.serai.dialects.WireFormats;
import dev.serai.dialects.WireFormats.Format;
import dev.serai.dialects.anthropic.AnthropicMessages;
import dev.serai.dialects.anthropic.AnthropicTokenCount;
import dev.serai.dialects.converse.ConverseDialect;
import dev.serai.dialects.gemini.VertexEmbeddings;
import dev.serai.dialects.invoke.InvokeCompletions;
import dev.serai.dialects.invoke.InvokeEmbeddings;
import dev.serai.dialects.messages.EstimatedTokenCount;
import dev.serai.dialects.messages.MessagesOverChat;
import dev.serai.dialects.oci.OciEmbeddings;
import dev.serai.dialects.openai.OpenAiCompletions;
import dev.serai.dialects.openai.OpenAiEmbeddings;
import dev.serai.dialects.responses.NativeResponses;
import dev.serai.dialects.responses.ResponsesOverChat;
import dev.serai.dialects.responses.ResponsesRequest;
import dev.serai.dialects.transformed.TransformedChat;
import dev.serai.dialects.watsonx.WatsonxCompletions;
import dev.serai.dialects.watsonx.WatsonxEmbeddings;
import java.time.Clock;

/** What providers have beside chat, by their dialect of chat. */
final class Endpoints {
    private final Clock clock;
    private final OpenAiEmbeddings openAiEmbeddings;
    private final OpenAiCompletions openAiCompletions;
    private final AnthropicMessages anthropicMessages = new AnthropicMessages();
    private final AnthropicTokenCount anthropicTokenCount = new AnthropicTokenCount();
    private final EstimatedTokenCount estimatedTokenCount = new EstimatedTokenCount();
    private final OciEmbeddings ociEmbeddings = new OciEmbeddings();
    private final WatsonxEmbeddings watsonxEmbeddings = new WatsonxEmbeddings();
    private final WatsonxCompletions watsonxCompletions = new WatsonxCompletions();

    Endpoints(Clock clock) {
        this.clock = clock;
        openAiEmbeddings = new OpenAiEmbeddings(clock);
        openAiCompletions = new OpenAiCompletions(clock);
    }

    WireFormats of(ChatDialect dialect) {
        ChatDialect chat = new TransformedChat(dialect);
        return new WireFormats(chat, embeddings(chat.name()), completions(dialect))
                .with(MessagesRequest.class, messages(chat))
                .with(TokenCountRequest.class, tokenCounts(chat))
                .with(ResponsesRequest.class, responses(chat));
    }

    private Format<TokenCountRequest> tokenCounts(ChatDialect chat) {
        return chat.name().equals("anthropic") ? target -> anthropicTokenCount : target -> estimatedTokenCount;
    }

    private Format<MessagesRequest> messages(ChatDialect chat) {
        if (chat.name().equals("anthropic")) {
            return target -> anthropicMessages;
        }
        MessagesOverChat overChat = new MessagesOverChat(chat);
        return target -> overChat;
    }

    /** As they are where the provider knows them, else over its dialect of chat. */
    private Format<ResponsesRequest> responses(ChatDialect chat) {
        ResponsesOverChat overChat = new ResponsesOverChat(chat);
        NativeResponses passed = new NativeResponses(clock, chat::failure);
        return target -> NativeResponses.speaks(target) ? passed : overChat;
    }

    private Format<EmbeddingRequest> embeddings(String dialect) {
        return switch (dialect) {
            // Vertex AI speaks OpenAI's dialect in chats alone.
            case "openai" -> target -> target.provider().type().equals("vertex") ? null : openAiEmbeddings;
            case "converse" -> InvokeEmbeddings::of;
            case "gemini" -> new VertexEmbeddings();
            case "oci-cohere", "oci-generic" -> target -> ociEmbeddings;
            case "watsonx" -> target -> watsonxEmbeddings;
            default -> target -> null;
        };
    }

    private Format<CompletionRequest> completions(ChatDialect chat) {
        if (chat instanceof ConverseDialect converse) {
            return new InvokeCompletions(converse::failure)::of;
        }
        return switch (chat.name()) {
            case "openai" -> target -> completesTexts(target) ? openAiCompletions : null;
            case "watsonx" -> target -> watsonxCompletions;
            default -> target -> null;
        };
    }

    /**
     * Servers like OpenAI's have the endpoint for every model. OpenAI itself has it for its oldest alone, whose names are
     * known; so has Azure, where an unknown name is a deployment's.
     */
    private static boolean completesTexts(ModelTarget target) {
        if (target.facts().known()) {
            return target.facts().can(Capability.COMPLETIONS)
                    && (target.provider().type().equals("openai")
                            || target.provider().type().equals("azure"));
        }
        return target.provider().type().equals("openai")
                && !target.facts().family().startsWith("gpt");
    }
}
