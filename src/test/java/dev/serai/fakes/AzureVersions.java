package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The versions of Azure's dated API, and the fields of a chat request that each of them does not know yet
 * (https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle).
 */
final class AzureVersions {
    private static final List<String> KNOWN = List.of(
            "2024-02-01",
            "2024-02-15-preview",
            "2024-05-01-preview",
            "2024-06-01",
            "2024-08-01-preview",
            "2024-09-01-preview",
            "2024-10-01-preview",
            "2024-10-21",
            "2024-12-01-preview",
            "2025-01-01-preview",
            "2025-03-01-preview",
            "2025-04-01-preview");

    private static final String NEVER = "9999";
    private static final Map<String, String> SINCE = Map.ofEntries(
            Map.entry("stream_options", "2024-09-01"),
            Map.entry("max_completion_tokens", "2024-09-01"),
            Map.entry("parallel_tool_calls", "2024-09-01"),
            Map.entry("store", "2024-10-01"),
            Map.entry("metadata", "2024-10-01"),
            Map.entry("reasoning_effort", "2024-12-01"),
            Map.entry("prediction", "2025-01-01"),
            Map.entry("modalities", "2025-01-01"),
            Map.entry("audio", "2025-01-01"),
            Map.entry("verbosity", NEVER),
            Map.entry("service_tier", NEVER),
            Map.entry("safety_identifier", NEVER),
            Map.entry("prompt_cache_key", NEVER),
            Map.entry("prompt_cache_retention", NEVER));

    private AzureVersions() {}

    static boolean known(String version) {
        return KNOWN.contains(version);
    }

    /** @param version of the dated API; null: v1, which knows what OpenAI knows */
    static void check(JsonNode request, @Nullable String version) {
        if (version == null) {
            return;
        }
        SINCE.forEach((field, since) -> {
            if (request.has(field) && version.compareTo(since) < 0) {
                throw new RequestRefused(
                        400, "unknown_parameter", field, "Unrecognized request argument supplied: " + field);
            }
        });
        for (int i = 0; i < request.path("tools").size() && version.compareTo("2024-08-01") < 0; i++) {
            if (request.at("/tools/" + i + "/function").has("strict")) {
                throw RequestRefused.unknownField("tools[" + i + "].function.strict");
            }
        }
        boolean schema = request.at("/response_format/type").asText().equals("json_schema");
        if (schema && version.compareTo("2024-08-01") < 0) {
            throw new RequestRefused(
                    400,
                    "invalid_value",
                    "response_format",
                    "response_format value as json_schema is enabled only for api versions 2024-08-01-preview and later");
        }
    }
}
