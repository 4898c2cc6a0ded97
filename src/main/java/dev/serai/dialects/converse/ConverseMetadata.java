package dev.serai.dialects.converse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.Json;
import dev.serai.dialects.RequestPlan;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes {@code requestMetadata} and {@code serviceTier}: who asks, and for which service. Stateless.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html">requestMetadata</a>
 */
final class ConverseMetadata {
    private static final int MOST_ENTRIES = 16;
    private static final int LONGEST = 256;
    private static final Pattern REFUSED = Pattern.compile("[^A-Za-z0-9 :_@$#=/+,.-]");

    private ConverseMetadata() {}

    static void write(RequestPlan plan, ObjectNode body) {
        ObjectNode entries = Json.object();
        JsonNode user = plan.request().field("user");
        JsonNode asker = user == null ? plan.request().field("safety_identifier") : user;
        if (asker != null && !asker.asText().isBlank()) {
            entries.put("user", fit(asker.asText()));
        }
        JsonNode metadata = plan.request().field("metadata");
        if (metadata != null) {
            metadata(metadata, entries, plan);
        }
        if (!entries.isEmpty()) {
            body.set("requestMetadata", entries);
        }
        serviceTier(plan, body);
    }

    private static void metadata(JsonNode metadata, ObjectNode entries, RequestPlan plan) {
        for (Map.Entry<String, JsonNode> entry : metadata.properties()) {
            String key = fit(entry.getKey());
            if (key.isEmpty() || entries.has(key) || entries.size() == MOST_ENTRIES) {
                plan.dropped().leftOut("metadata");
            } else {
                entries.put(key, fit(entry.getValue().asText()));
            }
        }
    }

    private static String fit(String text) {
        String cut = text.substring(0, Math.min(text.length(), LONGEST));
        return REFUSED.matcher(cut).replaceAll("_");
    }

    private static void serviceTier(RequestPlan plan, ObjectNode body) {
        JsonNode tier = plan.request().field("service_tier");
        if (tier == null) {
            return;
        }
        switch (tier.asText()) {
            case "auto" -> {}
            case "default", "flex", "priority" -> body.putObject("serviceTier").put("type", tier.asText());
            default -> plan.dropped().leftOut("service_tier");
        }
    }
}
