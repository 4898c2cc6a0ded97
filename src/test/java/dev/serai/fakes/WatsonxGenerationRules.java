package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What watsonx.ai's {@code text/generation} refuses with a 400 (https://cloud.ibm.com/apidocs/watsonx-ai#text-generation). */
final class WatsonxGenerationRules {
    private static final String PATH = "parameters";

    private WatsonxGenerationRules() {}

    /** @param deployed whether a deployment is asked, which knows its model and its space */
    static void check(JsonNode request, boolean deployed) {
        Strict.onlyFields(request, "", "input", "model_id", "project_id", "space_id", PATH, "moderations");
        WatsonxRules.account(request, deployed);
        String input = Strict.text(request, "", "input");
        Strict.check(!input.isBlank(), "input", "must not be empty");
        Strict.check(!input.endsWith(" "), "input", "should not end with a space");
        parameters(Strict.object(request, "", PATH));
    }

    private static void parameters(JsonNode parameters) {
        Strict.onlyFields(
                parameters,
                PATH,
                "decoding_method",
                "length_penalty",
                "max_new_tokens",
                "min_new_tokens",
                "random_seed",
                "stop_sequences",
                "temperature",
                "time_limit",
                "top_k",
                "top_p",
                "repetition_penalty",
                "truncate_input_tokens",
                "return_options",
                "include_stop_sequence",
                "typical_p");
        String decoding = Strict.text(parameters, PATH, "decoding_method");
        Strict.oneOf(decoding, PATH + ".decoding_method", "sample", "greedy");
        for (String ofSampling : List.of("temperature", "top_k", "top_p")) {
            Strict.check(
                    decoding.equals("sample") || !parameters.has(ofSampling),
                    PATH + "." + ofSampling,
                    "is for sampling alone");
        }
        Strict.range(parameters, PATH, "temperature", 0.05, 2);
        Strict.range(parameters, PATH, "top_p", 0, 1);
        Strict.wholeFrom(parameters, PATH, "top_k", 1);
        Strict.wholeFrom(parameters, PATH, "max_new_tokens", 1);
        Strict.wholeFrom(parameters, PATH, "random_seed", 1);
        Strict.check(parameters.path("stop_sequences").size() <= 6, PATH + ".stop_sequences", "at most 6");
        parameters
                .path("stop_sequences")
                .forEach(sequence ->
                        Strict.check(!sequence.asText().isEmpty(), PATH + ".stop_sequences", "must not be empty"));
    }
}
