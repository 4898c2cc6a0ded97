package dev.serai.dialects.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.Json;
import java.nio.charset.StandardCharsets;

/** How likely tokens were: {@code logprobsResult} as OpenAI's {@code logprobs.content}. Stateless. */
final class GeminiLogprobs {
    private GeminiLogprobs() {}

    /** The tokens that were chosen, each with those that might have been. */
    static ArrayNode of(JsonNode result) {
        ArrayNode tokens = Json.object().putArray("content");
        JsonNode chosen = result.path("chosenCandidates");
        for (int i = 0; i < chosen.size(); i++) {
            ArrayNode top = token(chosen.get(i), tokens.addObject()).putArray("top_logprobs");
            for (JsonNode alternative : result.path("topCandidates").path(i).path("candidates")) {
                token(alternative, top.addObject());
            }
        }
        return tokens;
    }

    private static ObjectNode token(JsonNode candidate, ObjectNode token) {
        String text = candidate.path("token").asText();
        token.put("token", text)
                .set(
                        "logprob",
                        candidate.path("logProbability").isNumber()
                                ? candidate.get("logProbability")
                                : Json.object().numberNode(0)); // A zero is left out of Google's JSON.
        ArrayNode bytes = token.putArray("bytes");
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(octet & 0xff);
        }
        return token;
    }
}
