package dev.serai.providers;

import dev.serai.config.ModelTarget;
import dev.serai.dialects.PathSegment;
import dev.serai.providers.ProbeAddress.Question;

/**
 * Where watsonx.ai takes a request: at the host of the target's region, unless the provider has an address of its own.
 *
 * @see <a href="https://cloud.ibm.com/apidocs/watsonx-ai#endpoint-url">watsonx.ai: endpoint URLs</a>
 */
final class WatsonxAddress implements ProviderAddress {

    @Override
    public String url(ModelTarget target, String path) {
        String own = target.provider().baseUrl();
        return (own == null ? "https://" + PathSegment.of(region(target)) + ".ml.cloud.ibm.com" : own) + path;
    }

    private static String region(ModelTarget target) {
        String ofProvider = target.provider().region();
        return target.setting("region", ofProvider == null ? "us-south" : ofProvider);
    }

    /** One of the models that there are, which anybody may ask for. */
    static Question question(ModelTarget target) {
        return Question.at(
                new WatsonxAddress().url(target, "/ml/v1/foundation_model_specs?version=2024-05-31&limit=1"));
    }
}
