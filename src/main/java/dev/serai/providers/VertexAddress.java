package dev.serai.providers;

import dev.serai.config.GoogleApiKey;
import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings;
import dev.serai.dialects.PathSegment;
import dev.serai.providers.ProbeAddress.Question;

/**
 * Where Vertex AI takes a request: at the host of the target's location, below its project there. OpenAI's dialect is spoken
 * at an endpoint of its own; a Google API key stands for a project, and so has none in the path.
 *
 * @see <a href="https://cloud.google.com/vertex-ai/docs/general/locations">Vertex AI: locations</a>
 */
final class VertexAddress implements ProviderAddress {
    private static final String EXPRESS_HOST = "https://aiplatform.googleapis.com";

    @Override
    public String url(ModelTarget target, String path) {
        ProviderSettings provider = target.provider();
        if (GoogleApiKey.is(provider.apiKey())) {
            return (provider.baseUrl() == null ? EXPRESS_HOST : provider.baseUrl()) + "/v1" + path;
        }
        String location = location(target);
        String below = target.dialect().equals("openai") ? "/endpoints/openapi" + path : path;
        return (provider.baseUrl() == null ? host(location) : provider.baseUrl())
                + "/v1/projects/" + PathSegment.of(project(target))
                + "/locations/" + PathSegment.of(location)
                + below;
    }

    /**
     * Describes a publisher's model: of any, what is asked is whether somebody answers.
     *
     * @see <a href="https://cloud.google.com/vertex-ai/docs/reference/rest/v1/publishers.models/get">publishers.models.get</a>
     */
    static Question question(ModelTarget target) {
        return Question.at(root(target) + "/v1/publishers/google/models/gemini-2.5-flash");
    }

    /** The host of a target, where its own API begins. */
    static String root(ModelTarget target) {
        ProviderSettings provider = target.provider();
        if (provider.baseUrl() != null) {
            return provider.baseUrl();
        }
        boolean express =
                GoogleApiKey.is(provider.apiKey()) && !target.settings().containsKey("location");
        return express ? EXPRESS_HOST : host(location(target));
    }

    private static String location(ModelTarget target) {
        String ofProvider = target.provider().region();
        return target.setting("location", target.setting("region", ofProvider == null ? "us-central1" : ofProvider));
    }

    private static String project(ModelTarget target) {
        Object ofProvider = target.provider().settings().getOrDefault("project_id", "");
        return target.setting("project_id", ofProvider.toString());
    }

    /** The multi-regions, which are not the location {@code global}, have hosts of another form. */
    private static String host(String location) {
        return switch (location) {
            case "global" -> "https://aiplatform.googleapis.com";
            case "us", "eu" -> "https://aiplatform." + location + ".rep.googleapis.com";
            default -> "https://" + PathSegment.of(location) + "-aiplatform.googleapis.com";
        };
    }
}
