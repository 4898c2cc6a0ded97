package dev.serai.passthrough;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.ClientRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How long a native call lets its answer be, whatever its provider calls that. Pure functions. */
final class LongestAnswer {
    /** By JSON pointers, the first that is there. */
    private static final List<String> LIMITS = List.of(
            "/max_completion_tokens",
            "/max_tokens",
            "/max_output_tokens",
            "/inferenceConfig/maxTokens",
            "/generationConfig/maxOutputTokens",
            "/generation_config/max_output_tokens",
            "/chatRequest/maxTokens",
            "/inferenceRequest/maxTokens",
            "/parameters/max_new_tokens",
            "/parameters/maxOutputTokens",
            "/textGenerationConfig/maxTokenCount",
            "/max_tokens_to_sample",
            "/max_gen_len",
            "/maxTokens");

    private static final List<String> CHOICES =
            List.of("/n", "/generationConfig/candidateCount", "/chatRequest/numGenerations");

    private LongestAnswer() {}

    /** Of all its choices together, or {@link ClientRequest#UNSAID}. */
    static long tokens(@Nullable ObjectNode body) {
        if (body == null) {
            return ClientRequest.UNSAID;
        }
        long choices = 1;
        for (String pointer : CHOICES) {
            choices = Math.max(choices, Math.min(128, number(body.at(pointer))));
        }
        // A provider may ignore one of them: the longest counts.
        long longest = 0;
        for (String pointer : LIMITS) {
            longest = Math.max(longest, Math.min(number(body.at(pointer)), Integer.MAX_VALUE));
        }
        return longest > 0 ? longest * choices : ClientRequest.UNSAID;
    }

    private static long number(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToLong() ? value.longValue() : 0;
    }
}
