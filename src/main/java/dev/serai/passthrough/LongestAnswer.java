package dev.serai.passthrough;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.ClientRequest;
import dev.serai.dialects.Prompts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How long a native call lets its answer be. Pure functions. */
final class LongestAnswer {
    /** How many answers to a prompt: what is made and not shown is paid for, too. */
    private static final List<String> CHOICES = List.of(
            "/n",
            "/best_of",
            "/num_generations",
            "/generationConfig/candidateCount",
            "/generationConfig/candidate_count",
            "/generation_config/candidateCount",
            "/generation_config/candidate_count",
            "/chatRequest/numGenerations",
            "/inferenceRequest/numGenerations",
            "/parameters/candidateCount");

    /** More than any provider gives; what is absurd must not overflow where it is priced and counted. */
    private static final long MOST_CHOICES = 1_024;

    private static final long MOST_ANSWERS = 1 << 20;
    private static final long MOST_TOKENS = 1L << 40;
    private static final int LONGEST_NUMBER = 20;

    private LongestAnswer() {}

    /** Of all its choices together, or {@link ClientRequest#UNSAID}. */
    static long tokens(@Nullable ObjectNode body, String model, LimitNames names) {
        if (body == null) {
            return ClientRequest.UNSAID;
        }
        // A provider may ignore one of them: the longest counts.
        long longest = longest(names.limits(), body);
        if (longest <= 0) {
            return ClientRequest.UNSAID;
        }
        return Math.min(MOST_TOKENS, Math.max(longest, longest(names.further(), body)) * answers(body, model));
    }

    private static long longest(List<String> pointers, ObjectNode body) {
        long longest = 0;
        for (String pointer : pointers) {
            longest = Math.max(longest, Math.min(count(body.at(pointer)), Integer.MAX_VALUE));
        }
        return longest;
    }

    /** How many answers there may be: to each prompt so many as are asked for. From 1 to about a million. */
    static long answers(@Nullable ObjectNode body, String model) {
        if (body == null) {
            return 1;
        }
        long choices = 1;
        for (String pointer : CHOICES) {
            choices = Math.max(choices, Math.min(MOST_CHOICES, count(body.at(pointer))));
        }
        return Math.min(MOST_ANSWERS, choices * prompts(body, model));
    }

    /** Vertex' {@code predict} answers each instance; to a text that is to become a vector nothing is written. */
    private static long prompts(ObjectNode body, String model) {
        int instances = model.contains("embedding") ? 0 : body.path("instances").size();
        return Math.max(instances, Prompts.count(body.path("prompt")));
    }

    /** Google's JSON, and lenient servers, read {@code 8.0} and {@code "8"} as 8. */
    private static long count(JsonNode value) {
        if (value.isNumber()) {
            return (long) Math.ceil(value.doubleValue());
        }
        if (!value.isTextual() || value.textValue().length() > LONGEST_NUMBER) {
            return 0;
        }
        try {
            return (long) Math.ceil(Double.parseDouble(value.textValue()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
