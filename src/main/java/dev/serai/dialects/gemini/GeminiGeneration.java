package dev.serai.dialects.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.ImageDetail;
import dev.serai.dialects.Json;
import dev.serai.dialects.OutputFormat;
import dev.serai.dialects.RequestPlan;
import dev.serai.errors.GatewayException;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes {@code generationConfig}: how the answer is drawn, and what it has to look like. Stateless. */
final class GeminiGeneration {
    private static final int MOST_CANDIDATES = 8;
    /** A penalty stays below 2. */
    private static final BigDecimal HIGHEST_PENALTY = new BigDecimal("1.99");

    private GeminiGeneration() {}

    static void write(RequestPlan plan, GeminiModel model, ObjectNode body) {
        ObjectNode config = Json.object();
        GeminiThinking thinking = GeminiThinking.of(plan, model);
        set(config, "temperature", plan.sampling().temperature());
        set(config, "topP", plan.sampling().topP());
        set(config, "topK", plan.sampling().topK());
        candidates(plan, config);
        if (thinking.maxTokens() > 0) {
            config.put("maxOutputTokens", thinking.maxTokens());
        }
        if (!plan.sampling().stop().isEmpty()) {
            plan.sampling().stop().forEach(config.putArray("stopSequences")::add);
        }
        penalty(plan, "presence_penalty", config, "presencePenalty");
        penalty(plan, "frequency_penalty", config, "frequencyPenalty");
        seed(plan, config);
        logprobs(plan, config);
        format(plan, model, config);
        if (!thinking.config().isEmpty()) {
            config.set("thinkingConfig", thinking.config());
        }
        mediaResolution(plan, config);
        if (!config.isEmpty()) {
            body.set("generationConfig", config);
        }
    }

    private static void set(ObjectNode config, String name, @Nullable JsonNode value) {
        if (value != null) {
            config.set(name, value);
        }
    }

    private static void candidates(RequestPlan plan, ObjectNode config) {
        JsonNode n = plan.request().field("n");
        if (n == null || n.asInt() == 1) {
            return;
        }
        if (n.asInt() > MOST_CANDIDATES) {
            throw GatewayException.invalid(
                    "unsupported_value", "n", "This model gives " + MOST_CANDIDATES + " choices at most.");
        }
        config.put("candidateCount", n.asInt());
    }

    private static void penalty(RequestPlan plan, String parameter, ObjectNode config, String name) {
        JsonNode penalty = plan.request().field(parameter);
        if (penalty == null || penalty.asDouble() == 0) {
            return;
        }
        if (penalty.asDouble() >= 2) {
            plan.dropped().changed(parameter, penalty.asText(), HIGHEST_PENALTY);
            config.set(name, DecimalNode.valueOf(HIGHEST_PENALTY));
        } else {
            config.set(name, penalty);
        }
    }

    /** OpenAI's seeds have 64 bits, Google's 32: what is beyond is cut off, the same each time. */
    private static void seed(RequestPlan plan, ObjectNode config) {
        JsonNode seed = plan.request().field("seed");
        if (seed != null) {
            config.put("seed", seed.bigIntegerValue().intValue());
        }
    }

    private static void logprobs(RequestPlan plan, ObjectNode config) {
        JsonNode wanted = plan.request().field("logprobs");
        if (wanted == null || !wanted.asBoolean()) {
            return;
        }
        config.put("responseLogprobs", true);
        JsonNode top = plan.request().field("top_logprobs");
        if (top != null && top.asInt() > 0) {
            config.put("logprobs", top.asInt());
        }
    }

    private static void format(RequestPlan plan, GeminiModel model, ObjectNode config) {
        OutputFormat.JsonSchema format = plan.nativeSchema();
        if (format == null && !plan.jsonMode()) {
            return;
        }
        config.put("responseMimeType", "application/json");
        if (format != null && model.readsJsonSchema()) {
            config.set("responseJsonSchema", format.schema());
        } else if (format != null) {
            GeminiSchema schema = GeminiSchema.ofAnswer(format.schema(), "response_format.json_schema.schema");
            if (schema.hasProperties()) {
                config.set("responseSchema", schema.schema());
            } else {
                plan.dropped().leftOut("response_format.json_schema"); // Of a map nothing is left but that it is one.
            }
        }
    }

    /** One for all pictures: said where the client says the same of each. */
    private static void mediaResolution(RequestPlan plan, ObjectNode config) {
        Set<String> details = new HashSet<>();
        for (JsonNode message : plan.request().tree().path("messages")) {
            for (JsonNode part : message.path("content")) {
                if (part.path("type").asText().equals("image_url")) {
                    details.add(part.at("/image_url/detail").asText(ImageDetail.AUTO));
                }
            }
        }
        if (details.equals(Set.of("low"))) {
            config.put("mediaResolution", "MEDIA_RESOLUTION_LOW");
        } else if (details.equals(Set.of("high"))) {
            config.put("mediaResolution", "MEDIA_RESOLUTION_HIGH");
        } else {
            ImageDetail.leftOut(plan);
        }
    }
}
