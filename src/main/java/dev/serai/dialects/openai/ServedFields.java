package dev.serai.dialects.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.config.AzureApi;
import dev.serai.config.Capability;
import dev.serai.config.ModelFacts;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.ChatRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which top-level fields a model behind OpenAI's API takes, and Azure's version of that API. What a server of another
 * vendor's takes is for its quirks, and else for itself, to say. Immutable; one for each attempt.
 *
 * @param refused are taken out and named
 * @param unknown are taken out even where they are null: OpenAI refuses a name that it does not know, whatever its value
 * @param outputLimit the one name that it has for the output limit, or null: whichever the client used
 */
record ServedFields(
        List<String> refused,
        List<String> unknown,
        @Nullable String outputLimit) {

    static final String REASONING_FAMILY = "gpt-reasoning";
    static final Set<String> FAMILIES = Set.of("gpt", REASONING_FAMILY);

    private static final String OPENAI_SERVER = "https://api.openai.com/";
    private static final String EFFORT = "reasoning_effort";
    private static final String PARALLEL = "parallel_tool_calls";

    /** Refused by the o-series and gpt-5 while they reason: https://platform.openai.com/docs/guides/reasoning */
    private static final List<String> SAMPLING = List.of(
            "temperature", "top_p", "presence_penalty", "frequency_penalty", "logprobs", "top_logprobs", "logit_bias");
    /** Only gpt-4o and gpt-4.1 predict: https://platform.openai.com/docs/guides/predicted-outputs */
    private static final String PREDICTION = "prediction";
    /** Models that don't reason refuse the one, and the other but for {@code medium} (k). */
    private static final List<String> OF_REASONING = List.of(EFFORT, "verbosity");
    /** Call one tool at a time, and refuse to be told so (k). */
    private static final Pattern O_SERIES = Pattern.compile("o[1-9].*");
    /** Other vendors' fields, which OpenAI answers with a 400. */
    private static final List<String> FOREIGN = List.of("thinking", "top_k");

    private static final String SINCE_SCHEMAS = "2024-08-01";
    private static final String SINCE_USAGE = "2024-09-01";
    private static final String SINCE_EFFORT = "2024-12-01";
    private static final String V1 = "v1";
    /**
     * Hints, by the version of Azure's API that brought them; the dated ones ended with 2025-04-01-preview, before the last of
     * these came to OpenAI (guess): https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle
     */
    private static final List<Map.Entry<String, String>> SINCE = List.of(
            Map.entry(PARALLEL, SINCE_USAGE),
            Map.entry("store", "2024-10-01"),
            Map.entry("metadata", "2024-10-01"),
            Map.entry(EFFORT, SINCE_EFFORT),
            Map.entry(PREDICTION, "2025-01-01"),
            Map.entry("service_tier", V1),
            Map.entry("verbosity", V1),
            Map.entry("safety_identifier", V1),
            Map.entry("prompt_cache_key", V1),
            Map.entry("prompt_cache_retention", V1));

    static ServedFields of(ChatRequest request, ModelTarget target) {
        AzureApi azure = azure(target);
        List<String> refused = new ArrayList<>(0);
        byModel(request, target, azure, refused);
        if (azure != null) {
            SINCE.stream().filter(field -> !azure.has(field.getValue())).forEach(field -> refused.add(field.getKey()));
        }
        return new ServedFields(
                refused,
                FAMILIES.contains(target.facts().family()) ? FOREIGN : List.of(),
                outputLimit(target.facts(), azure));
    }

    /** Whether a model of OpenAI's answers, or a server of its own. */
    static boolean ofOpenAi(ModelTarget target) {
        String url = target.provider().baseUrl();
        return FAMILIES.contains(target.facts().family())
                || target.provider().type().equals("azure")
                || url != null && url.startsWith(OPENAI_SERVER);
    }

    /** Whether {@code stream_options} is known, by the server's quirks and by Azure's version. */
    static boolean knowStreamOptions(ModelTarget target) {
        AzureApi azure = azure(target);
        return target.provider().quirks().streamOptions() && (azure == null || azure.has(SINCE_USAGE));
    }

    /**
     * Whether answers and tools' arguments can be held to a schema: {@code json_schema} and {@code strict}.
     *
     * @see <a href="https://learn.microsoft.com/azure/ai-foundry/openai/how-to/structured-outputs">Azure: structured outputs</a>
     */
    static boolean knowSchemas(ModelTarget target) {
        AzureApi azure = azure(target);
        return azure == null || azure.has(SINCE_SCHEMAS);
    }

    /** Whether answers go on without what Azure's content filter found. */
    static boolean leaveOutFilterResults(ModelTarget target) {
        return azure(target) != null
                && !"pass".equals(target.provider().settings().get("content_filter_results"));
    }

    /** The API of an Azure target; of any other null. */
    static @Nullable AzureApi azure(ModelTarget target) {
        return target.provider().type().equals("azure") ? AzureApi.of(target) : null;
    }

    private static void byModel(
            ChatRequest request, ModelTarget target, @Nullable AzureApi azure, List<String> refused) {
        ModelFacts facts = target.facts();
        if (facts.family().equals(REASONING_FAMILY)) {
            refused.add(PREDICTION);
            if (O_SERIES.matcher(target.knownAs()).matches()) {
                refused.add(PARALLEL);
            }
            if (reasons(request, facts, azure)) {
                refused.addAll(SAMPLING);
            }
        } else if (facts.family().equals("gpt") && !facts.can(Capability.REASONING)) {
            refused.addAll(OF_REASONING);
        }
    }

    /** Whether the model thinks about this request: those that can be kept from it sample as others do. */
    static boolean reasons(ChatRequest request, ModelFacts facts, @Nullable AzureApi azure) {
        JsonNode effort = request.field(EFFORT);
        boolean told = azure == null || azure.has(SINCE_EFFORT);
        return facts.family().equals(REASONING_FAMILY)
                && !(told && effort != null && effort.textValue().equals("none"));
    }

    private static @Nullable String outputLimit(ModelFacts facts, @Nullable AzureApi azure) {
        if (facts.family().equals(REASONING_FAMILY)) {
            return "max_completion_tokens";
        }
        return azure != null && !azure.has(SINCE_USAGE) ? "max_tokens" : null;
    }
}
