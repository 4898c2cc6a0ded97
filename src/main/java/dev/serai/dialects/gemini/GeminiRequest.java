package dev.serai.dialects.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelFacts;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.ChatRequest;
import dev.serai.dialects.DialectTraits;
import dev.serai.dialects.DialectTraits.ForcedChoice;
import dev.serai.dialects.DialectTraits.Peculiarity;
import dev.serai.dialects.Json;
import dev.serai.dialects.PathSegment;
import dev.serai.dialects.ProviderRequest;
import dev.serai.dialects.RequestPlan;
import dev.serai.dialects.RequestPlanner;
import dev.serai.dialects.ToolNameForm;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * OpenAI's chat request as a generateContent body. Stateless.
 *
 * @see <a href="https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference">generateContent</a>
 */
final class GeminiRequest {
    /** Vertex takes 128; the client's own names have 64 at most. */
    private static final int LONGEST_TOOL_NAME = 64;

    private static final int HIGHEST_TEMPERATURE = 2;
    private static final Set<String> SERVED =
            Set.of("n", "seed", "presence_penalty", "frequency_penalty", "logprobs", "top_logprobs");
    private static final String HARM = "HARM_CATEGORY_";

    private GeminiRequest() {}

    /** Translates a request for one target; 400 where the target can't do what the request means. */
    static ProviderRequest translate(ChatRequest request, ModelTarget target) {
        GeminiModel model = GeminiModel.of(target.model());
        RequestPlan plan = RequestPlanner.plan(request, target, traits(target.facts(), model));
        ObjectNode body = Json.object();
        GeminiTurns.write(plan, model, body);
        GeminiTools tools = GeminiTools.of(plan, model);
        tools.write(body);
        GeminiGeneration.write(plan, model, body);
        safety(target, body);
        GeminiLabels.write(plan, body);
        serviceTier(plan);
        return plan.written(path(target.model(), request.stream()), Map.of(), Json.bytes(body), tools.arguments());
    }

    private static DialectTraits traits(ModelFacts facts, GeminiModel model) {
        Set<Peculiarity> peculiarities = EnumSet.of(
                Peculiarity.HEARS,
                Peculiarity.READS_GOOGLE_STORAGE,
                Peculiarity.SIGNS_ANSWERS,
                Peculiarity.PLANS_THINKING,
                Peculiarity.BLANK_STOPS);
        if (!model.isThree()) {
            peculiarities.add(Peculiarity.NO_JSON_BESIDE_TOOLS);
        }
        return new DialectTraits(
                LONGEST_TOOL_NAME,
                0,
                facts.forcedToolChoice() ? ForcedChoice.NAMED : ForcedChoice.NEVER,
                true,
                false,
                false,
                false,
                SERVED,
                HIGHEST_TEMPERATURE,
                true,
                ToolNameForm.BEGINS_WITH_LETTER,
                peculiarities);
    }

    private static String path(String model, boolean stream) {
        String verb = stream ? ":streamGenerateContent?alt=sse" : ":generateContent";
        return "/publishers/google/models/" + PathSegment.of(model) + verb;
    }

    /** By category, for the same bytes each time; {@code harassment} is as good as {@code HARM_CATEGORY_HARASSMENT}. */
    private static void safety(ModelTarget target, ObjectNode body) {
        if (!(target.settings().get("safety_settings") instanceof Map<?, ?> thresholds) || thresholds.isEmpty()) {
            return;
        }
        Map<String, String> byCategory = new TreeMap<>();
        thresholds.forEach((category, threshold) -> {
            String name = String.valueOf(category).toUpperCase(Locale.ROOT);
            byCategory.put(
                    name.startsWith(HARM) ? name : HARM + name,
                    String.valueOf(threshold).toUpperCase(Locale.ROOT));
        });
        ArrayNode settings = body.putArray("safetySettings");
        byCategory.forEach((category, threshold) ->
                settings.addObject().put("category", category).put("threshold", threshold));
    }

    /** Vertex sells its tiers by header and contract, not by request. */
    private static void serviceTier(RequestPlan plan) {
        JsonNode tier = plan.request().field("service_tier");
        if (tier != null && !tier.asText().equals("auto") && !tier.asText().equals("default")) {
            plan.dropped().leftOut("service_tier");
        }
    }
}
