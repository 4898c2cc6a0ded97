package dev.serai.dialects.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.AnswerParts;
import dev.serai.dialects.FinishReason;
import dev.serai.dialects.Json;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.ThinkingPart;
import dev.serai.dialects.ToolArguments;
import dev.serai.dialects.ToolPart;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One candidate while it comes in, whole or in pieces. One for each choice of an answer, used by one thread at a time. */
final class GeminiChoice {
    private final Supplier<AnswerParts> begin;
    private final ToolArguments arguments;
    private final Supplier<String> callIds;
    private final GeminiCitations citations = new GeminiCitations();
    private @Nullable AnswerParts parts;
    private @Nullable ThinkingPart thinking;
    private String signature = "";
    private @Nullable FinishReason reason;

    /**
     * @param begin the choice's parts in the client's answer: called once, when something comes to be said
     * @param callIds a new one for each call
     */
    GeminiChoice(Supplier<AnswerParts> begin, ToolArguments arguments, Supplier<String> callIds) {
        this.begin = begin;
        this.arguments = arguments;
        this.callIds = callIds;
    }

    /** A candidate, or a piece of one: it may have no parts, and in a stream most have no reason to end. */
    void take(JsonNode candidate) {
        candidate.path("content").path("parts").forEach(this::part);
        if (candidate.has("groundingMetadata") || candidate.has("citationMetadata")) {
            citations.cite(candidate, parts());
        }
        if (candidate.path("logprobsResult").has("chosenCandidates")) {
            parts().logprobs(GeminiLogprobs.of(candidate.get("logprobsResult")));
        }
        String word = ProviderJson.textOrEmpty(candidate, "finishReason");
        if (!word.isEmpty()) {
            reason = GeminiFinish.of(word);
        }
    }

    /** The prompt was refused: there is no candidate. */
    void blocked(String words) {
        parts().refusal(words);
        reason = FinishReason.CONTENT_FILTER;
    }

    /** Whether it was said why the choice ends. */
    boolean ended() {
        return reason != null;
    }

    boolean usable() {
        return parts != null && parts.usable();
    }

    /**
     * The choice is complete.
     *
     * @param amongOthers whether another choice can be used: then this one need not
     * @return OpenAI's finish reason
     */
    String finish(boolean amongOthers) {
        FinishReason end = reason == null ? FinishReason.STOP : reason;
        if (end == FinishReason.MALFORMED && !usable() && !amongOthers) {
            throw ProviderJson.unreadable("The model's output was malformed, and nothing of it can be used.");
        }
        if (!signature.isEmpty()) {
            parts().extraContent(signed(signature));
        }
        return parts().finish(end == FinishReason.MALFORMED ? FinishReason.STOP : end);
    }

    private void part(JsonNode part) {
        String sign = ProviderJson.textOrEmpty(part, "thoughtSignature");
        String text = ProviderJson.textOrEmpty(part, "text");
        if (part.path("functionCall").isObject()) {
            citations.part("");
            functionCall(part.get("functionCall"), sign.isEmpty() ? null : signed(sign));
            return;
        }
        signature = sign.isEmpty() ? signature : sign;
        if (part.path("thought").asBoolean()) {
            citations.part("");
            thought(text);
        } else {
            say(text.isEmpty() ? ofCode(part) : text);
        }
    }

    private void say(String text) {
        citations.part(text);
        if (!text.isEmpty()) {
            parts().text(text);
        }
    }

    private void thought(String text) {
        if (text.isEmpty()) {
            return;
        }
        if (thinking == null) {
            thinking = parts().thinking();
        }
        thinking.text(text);
    }

    private void functionCall(JsonNode call, @Nullable ObjectNode extraContent) {
        String name = ProviderJson.textOrEmpty(call, "name");
        JsonNode given = call.path("args").isObject() ? call.get("args") : Json.object();
        ToolPart tool = parts().tool(callIds.get(), name, extraContent);
        tool.arguments(ProviderJson.text(arguments.back(name, given)));
        tool.end();
    }

    /** Code that the model wrote and ran: OpenAI has no place for it but the text. Pictures have none at all. */
    private static String ofCode(JsonNode part) {
        JsonNode code = part.path("executableCode");
        if (code.isObject()) {
            String language = ProviderJson.textOrEmpty(code, "language").toLowerCase(Locale.ROOT);
            return fenced(language, ProviderJson.textOrEmpty(code, "code"));
        }
        JsonNode result = part.path("codeExecutionResult");
        return result.isObject() ? fenced("", ProviderJson.textOrEmpty(result, "output")) : "";
    }

    private static String fenced(String language, String text) {
        return "\n```" + language + "\n" + text + (text.endsWith("\n") ? "" : "\n") + "```\n";
    }

    private static ObjectNode signed(String signature) {
        ObjectNode extraContent = Json.object();
        extraContent.putObject("google").put("thought_signature", signature);
        return extraContent;
    }

    private AnswerParts parts() {
        AnswerParts open = parts;
        if (open == null) {
            open = begin.get();
            parts = open;
        }
        return open;
    }
}
