package dev.serai.dialects.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.ChatRequest;
import dev.serai.dialects.ImageDetail;
import dev.serai.dialects.Json;
import dev.serai.dialects.RequestPlan;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes how hard the model is to think, and what beside the chat the request says. Stateless. */
final class GenericHints {
    private static final int MOST_METADATA = 16;
    private static final Set<Map.Entry<String, JsonNode>> NO_ENTRIES = Set.of();
    private static final Set<String> TIERS = Set.of("auto", "default", "priority");

    private GenericHints() {}

    static void write(RequestPlan plan, ObjectNode chat) {
        ChatRequest request = plan.request();
        reasoning(plan, chat);
        Fields.putCapitals(chat, "verbosity", request.field("verbosity"));
        prediction(request.field("prediction"), chat);
        webSearch(request.field("web_search_options"), chat);
        metadata(plan, chat);
        serviceTier(plan, chat);
        // The SDK's ImageUrl: "only AUTO is supported".
        ImageDetail.leftOut(plan);
    }

    /** The SDK's levels end with HIGH. */
    private static void reasoning(RequestPlan plan, ObjectNode chat) {
        String level = plan.thinking().effort();
        if (level == null) {
            return;
        }
        boolean beyond = level.equals("xhigh") || level.equals("max");
        if (beyond) {
            String parameter = plan.request().field("thinking") == null ? "reasoning_effort" : "thinking";
            plan.dropped().changed(parameter, level, "high");
        }
        Fields.putCapitals(chat, "reasoningEffort", chat.textNode(beyond ? "high" : level));
    }

    private static void prediction(@Nullable JsonNode prediction, ObjectNode chat) {
        if (prediction == null) {
            return;
        }
        ArrayNode content =
                chat.putObject("prediction").put(Fields.TYPE, "CONTENT").putArray("content");
        JsonNode predicted = prediction.path("content");
        if (predicted.isTextual()) {
            Fields.text(content.addObject(), predicted.textValue());
        }
        for (JsonNode part : predicted.isArray() ? predicted : content.arrayNode()) {
            Fields.text(content.addObject(), part.path("text").asText());
        }
    }

    private static void webSearch(@Nullable JsonNode options, ObjectNode chat) {
        if (options == null) {
            return;
        }
        ObjectNode search = chat.putObject("webSearchOptions");
        Fields.putCapitals(search, "searchContextSize", Json.field(options, "search_context_size"));
        JsonNode place = options.path("user_location").path("approximate");
        if (place.isObject()) {
            ObjectNode location = search.putObject("userLocation");
            for (String field : new String[] {"city", "region", "country", "timezone"}) {
                Fields.put(location, field, Json.field(place, field));
            }
        }
    }

    /** The client's user goes among the metadata, having no field of its own. */
    private static void metadata(RequestPlan plan, ObjectNode chat) {
        ObjectNode entries = Json.object();
        JsonNode user = plan.request().field("user");
        JsonNode asker = user == null ? plan.request().field("safety_identifier") : user;
        if (asker != null && !asker.asText().isBlank()) {
            entries.set("user", asker);
        }
        JsonNode metadata = plan.request().field("metadata");
        for (Map.Entry<String, JsonNode> entry : metadata == null ? NO_ENTRIES : metadata.properties()) {
            if (entries.has(entry.getKey()) || entries.size() == MOST_METADATA) {
                plan.dropped().leftOut("metadata");
            } else {
                entries.set(entry.getKey(), entry.getValue());
            }
        }
        if (!entries.isEmpty()) {
            chat.set("metadata", entries);
        }
    }

    private static void serviceTier(RequestPlan plan, ObjectNode chat) {
        JsonNode tier = plan.request().field("service_tier");
        if (tier == null) {
            return;
        }
        if (TIERS.contains(tier.asText())) {
            Fields.putCapitals(chat, "serviceTier", tier);
        } else {
            plan.dropped().leftOut("service_tier");
        }
    }
}
