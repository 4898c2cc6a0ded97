package dev.serai.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * Which of Azure OpenAI's two APIs a target is asked by: the dated one, with the deployment in the path and a version in
 * the query, or v1, with the deployment in the body. v1 is meant by an endpoint that ends in {@code /openai/v1}, and by the
 * versions {@code v1}, {@code latest} and {@code preview} (docs/decisions/0020). Immutable.
 *
 * @param origin what comes before {@code /openai}
 * @param version {@code 2024-10-21}, {@code 2025-04-01-preview}; of v1 {@code v1} or {@code preview}
 * @see <a href="https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle">Azure: API version lifecycle</a>
 */
public record AzureApi(String origin, String version) {
    private static final String V1 = "v1";
    private static final String PREVIEW = "preview";
    private static final Set<String> NAMES_OF_V1 = Set.of(V1, "latest", PREVIEW);

    /** The API of a target: its own {@code api_version}, else its provider's. */
    public static AzureApi of(ModelTarget target) {
        String ofProvider =
                target.provider().settings().getOrDefault("api_version", V1).toString();
        String version = target.setting("api_version", ofProvider).toLowerCase(Locale.ROOT);
        String endpoint = target.provider().baseUrl();
        if (endpoint == null) {
            throw new IllegalStateException("The provider " + target.provider().name() + " has no endpoint");
        }
        String withoutV1 = without("/openai/v1", endpoint);
        boolean v1 = NAMES_OF_V1.contains(version) || withoutV1.length() < endpoint.length();
        String named = version.equals(PREVIEW) ? PREVIEW : V1;
        return new AzureApi(without("/openai", withoutV1), v1 ? named : version);
    }

    private static String without(String ending, String address) {
        return address.endsWith(ending) ? address.substring(0, address.length() - ending.length()) : address;
    }

    /** Whether it is v1. */
    public boolean v1() {
        return NAMES_OF_V1.contains(version);
    }

    /**
     * The whole URL of an operation.
     *
     * @param deployment as the resource's owner named it
     * @param operation {@code /chat/completions}, {@code /embeddings}
     */
    public String url(String deployment, String operation) {
        if (v1()) {
            return origin + "/openai/v1" + operation + (version.equals(PREVIEW) ? "?api-version=" + PREVIEW : "");
        }
        return origin + "/openai/deployments/" + segment(deployment) + operation + "?api-version=" + segment(version);
    }

    /** The URL that lists what the resource could serve. */
    public String models() {
        return origin + (v1() ? "/openai/v1/models" : "/openai/models?api-version=" + segment(version));
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Whether this API has what came with a version.
     *
     * @param since {@code 2024-09-01} (its preview too), or {@code v1}: no dated version has it
     */
    public boolean has(String since) {
        return v1() || version.compareTo(since) >= 0 && !since.equals(V1);
    }

    /**
     * The audience that an Entra ID token must be for, without {@code /.default}. For v1 beyond the public cloud no source
     * names one; the resource's own is taken there (guess).
     *
     * @see <a href="https://github.com/openai/openai-node/blob/master/azure.md">openai-node: Azure</a>
     */
    public String audience() {
        if (origin.endsWith(".azure.us")) {
            return "https://cognitiveservices.azure.us";
        }
        if (origin.endsWith(".azure.cn")) {
            return "https://cognitiveservices.azure.cn";
        }
        return v1() ? "https://ai.azure.com" : "https://cognitiveservices.azure.com";
    }
}
