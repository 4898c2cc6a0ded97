package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;

/** What Gemini refuses of a {@code generationConfig}. */
final class GeminiGenerationRules {
    private static final String PATH = "generationConfig";

    private GeminiGenerationRules() {}

    static void check(JsonNode config, GeminiKind model, boolean tools) {
        Strict.onlyFields(
                config,
                PATH,
                "temperature",
                "topP",
                "topK",
                "candidateCount",
                "maxOutputTokens",
                "stopSequences",
                "presencePenalty",
                "frequencyPenalty",
                "seed",
                "responseLogprobs",
                "logprobs",
                "responseMimeType",
                "responseSchema",
                "responseJsonSchema",
                "responseModalities",
                "thinkingConfig",
                "mediaResolution",
                "audioTimestamp");
        Strict.range(config, PATH, "temperature", 0, 2);
        Strict.range(config, PATH, "topP", 0, 1);
        Strict.wholeFrom(config, PATH, "topK", 1);
        Strict.range(config, PATH, "candidateCount", 1, 8);
        Strict.wholeFrom(config, PATH, "maxOutputTokens", 1);
        Strict.range(config, PATH, "presencePenalty", -2, 1.999999);
        Strict.range(config, PATH, "frequencyPenalty", -2, 1.999999);
        Strict.range(config, PATH, "seed", Integer.MIN_VALUE, Integer.MAX_VALUE);
        Strict.check(config.path("stopSequences").size() <= 5, PATH + ".stopSequences", "at most 5 are supported");
        Strict.range(config, PATH, "logprobs", 1, 20);
        Strict.check(
                !config.has("logprobs") || config.path("responseLogprobs").asBoolean(),
                PATH + ".logprobs",
                "can only be set when response_logprobs is true");
        format(config, model, tools);
        if (config.has("thinkingConfig")) {
            thinking(Strict.object(config, PATH, "thinkingConfig"), model);
        }
    }

    private static void format(JsonNode config, GeminiKind model, boolean tools) {
        String mimeType = config.path("responseMimeType").asText("text/plain");
        Strict.oneOf(mimeType, PATH + ".responseMimeType", "text/plain", "application/json", "text/x.enum");
        boolean json = !mimeType.equals("text/plain");
        Strict.check(
                !(json && tools) || model.takesJsonBesideTools(),
                PATH + ".responseMimeType",
                "Function calling with a response mime type: '" + mimeType + "' is unsupported");
        boolean openApi = config.has("responseSchema");
        boolean jsonSchema = config.has("responseJsonSchema");
        Strict.check(json || !openApi && !jsonSchema, PATH, "a schema needs a response mime type");
        Strict.check(!(openApi && jsonSchema), PATH, "only one of the two schemas may be set");
        Strict.check(!jsonSchema || model.readsJsonSchema(), PATH, "responseJsonSchema is not supported by this model");
        if (openApi) {
            GeminiSchemaRules.check(config.get("responseSchema"), PATH + ".responseSchema");
        }
    }

    private static void thinking(JsonNode thinking, GeminiKind model) {
        String path = PATH + ".thinkingConfig";
        Strict.onlyFields(thinking, path, "includeThoughts", "thinkingBudget", "thinkingLevel");
        Strict.check(model.thinksByBudget() || model.thinksByLevel(), path, "Thinking is not enabled for this model");
        Strict.check(
                !(thinking.has("thinkingBudget") && thinking.has("thinkingLevel")),
                path,
                "You can only set only one of thinking budget and thinking level.");
        if (thinking.has("thinkingLevel")) {
            Strict.check(model.thinksByLevel(), path, "Thinking level is not supported for this model.");
            String level = Strict.text(thinking, path, "thinkingLevel");
            if (model.generation() == 30 && model.pro()) {
                Strict.oneOf(level, path + ".thinkingLevel", "LOW", "HIGH");
            } else if (model.pro()) {
                Strict.oneOf(level, path + ".thinkingLevel", "LOW", "MEDIUM", "HIGH");
            } else {
                Strict.oneOf(level, path + ".thinkingLevel", "MINIMAL", "LOW", "MEDIUM", "HIGH");
            }
        }
        if (thinking.has("thinkingBudget")) {
            budget(thinking.get("thinkingBudget").asInt(), model, path + ".thinkingBudget");
        }
    }

    private static void budget(int budget, GeminiKind model, String path) {
        int least = model.pro() ? 128 : model.lite() ? 512 : 1;
        int most = model.pro() ? 32_768 : 24_576;
        boolean off = budget == 0 && !model.pro();
        Strict.check(
                budget == -1 || off || budget >= least && budget <= most,
                path,
                "Thinking budget must be -1, or from " + least + " to " + most + ", not " + budget);
    }
}
