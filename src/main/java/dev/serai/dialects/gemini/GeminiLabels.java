package dev.serai.dialects.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.Json;
import dev.serai.dialects.RequestPlan;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes {@code labels}: who asks, and what else the client marks its requests with, in the letters that Google's bills
 * take. Stateless.
 *
 * @see <a href="https://cloud.google.com/vertex-ai/generative-ai/docs/multimodal/add-labels-to-api-calls">Labels</a>
 */
final class GeminiLabels {
    private static final int LONGEST = 63;
    private static final Pattern REFUSED = Pattern.compile("[^a-z0-9_-]");
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_-]*");

    private GeminiLabels() {}

    static void write(RequestPlan plan, ObjectNode body) {
        ObjectNode labels = Json.object();
        JsonNode user = plan.request().field("user");
        JsonNode asker = user == null ? plan.request().field("safety_identifier") : user;
        if (asker != null && !asker.asText().isBlank()) {
            labels.put("user", fit(asker.asText()));
        }
        JsonNode metadata = plan.request().field("metadata");
        if (metadata != null) {
            metadata(metadata, labels, plan);
        }
        if (!labels.isEmpty()) {
            body.set("labels", labels);
        }
    }

    private static void metadata(JsonNode metadata, ObjectNode labels, RequestPlan plan) {
        for (Map.Entry<String, JsonNode> entry : metadata.properties()) {
            String key = fit(entry.getKey());
            if (!KEY.matcher(key).matches() || labels.has(key)) {
                plan.dropped().leftOut("metadata");
            } else {
                labels.put(key, fit(entry.getValue().asText()));
            }
        }
    }

    private static String fit(String text) {
        // Letters may become more, or fewer, on the way.
        String fit = REFUSED.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("_");
        return fit.substring(0, Math.min(fit.length(), LONGEST));
    }
}
