package dev.serai.providers;

import dev.serai.config.ModelTarget;
import dev.serai.credentials.oci.OciCredentials;
import dev.serai.dialects.PathSegment;
import dev.serai.providers.ProbeAddress.Question;
import org.jspecify.annotations.Nullable;

/**
 * Where OCI Generative AI takes a request: at the host of the target's region. Regions outside of Oracle's commercial realm
 * have other domains, and so need an {@code endpoint}.
 *
 * @see <a href="https://docs.oracle.com/en-us/iaas/api/#/EN/generative-ai-inference/20231130/">OCI: Generative AI inference
 *     API</a>
 */
final class OciAddress implements ProviderAddress {
    private static final String INFERENCE = "https://inference.generativeai.";
    private static final String MANAGEMENT = "https://generativeai.";
    private static final String DOMAIN = ".oci.oraclecloud.com";

    private final OciCredentials credentials;

    OciAddress(OciCredentials credentials) {
        this.credentials = credentials;
    }

    @Override
    public String url(ModelTarget target, String path) {
        return base(target) + path;
    }

    /**
     * Lists a model. The management API is another host, which is known only beside the public one: another endpoint is asked
     * itself, and need not know the answer to show that it lives.
     *
     * @see <a href="https://docs.oracle.com/en-us/iaas/api/#/EN/generative-ai/20231130/ModelCollection/ListModels">OCI:
     *     ListModels</a>
     */
    @Nullable
    Question question(ModelTarget target) {
        Object compartment = target.provider().settings().get("compartment_id");
        if (compartment == null) {
            return null;
        }
        String base = base(target);
        String host = base.startsWith(INFERENCE) ? MANAGEMENT + base.substring(INFERENCE.length()) : base;
        return Question.at(host + "/20231130/models?limit=1&compartmentId=" + PathSegment.of(compartment.toString()));
    }

    private String base(ModelTarget target) {
        String base = target.provider().baseUrl();
        return base == null ? INFERENCE + PathSegment.of(credentials.region(target)) + DOMAIN : base;
    }
}
