package dev.serai.providers;

import dev.serai.config.AzureApi;
import dev.serai.config.ModelTarget;
import dev.serai.credentials.AwsSignature;
import dev.serai.credentials.Credentials;
import dev.serai.credentials.HeaderKey;
import dev.serai.credentials.IbmCredentials;
import dev.serai.credentials.OpenAiKey;
import dev.serai.credentials.google.GoogleCredentials;
import dev.serai.credentials.oci.OciCredentials;
import dev.serai.providers.ProbeAddress.Question;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What distinguishes the types of providers beyond their dialect: where they listen, how they are authenticated to, and
 * where they can be asked whether they live. Immutable.
 *
 * @param name the type in the mapping; the template of further ones is the file {@code <name>-template}
 * @param address where a target's provider takes a request
 * @param credentials what authenticates
 * @param probe where a look at it costs no tokens
 */
public record ProviderType(String name, ProviderAddress address, Credentials credentials, ProbeAddress probe) {

    /** A type that can't be asked whether it lives. */
    public ProviderType(String name, ProviderAddress address, Credentials credentials) {
        this(name, address, credentials, ProbeAddress.NONE);
    }

    /**
     * OpenAI, and every server that speaks its API.
     *
     * @see <a href="https://platform.openai.com/docs/api-reference/models/list">List models</a>
     */
    public static ProviderType openAi() {
        return new ProviderType(
                "openai",
                ProviderType::belowBaseUrl,
                new OpenAiKey(),
                target -> Question.at(belowBaseUrl(target, "/models")));
    }

    /** @see <a href="https://docs.anthropic.com/en/api/models-list">Anthropic: list models</a> */
    public static ProviderType anthropic() {
        return new ProviderType(
                "anthropic",
                ProviderType::belowBaseUrl,
                HeaderKey.ANTHROPIC,
                target -> new Question(
                        belowBaseUrl(target, "/v1/models?limit=1"), Map.of("anthropic-version", "2023-06-01")));
    }

    /**
     * Azure OpenAI: a resource has an address of its own, and either a deployment or v1 in its paths.
     *
     * @see <a href="https://learn.microsoft.com/rest/api/azureopenai/models/list">Azure OpenAI: list models</a>
     */
    public static ProviderType azure(Credentials credentials) {
        return new ProviderType(
                "azure",
                (target, path) -> AzureApi.of(target).url(target.model(), path),
                credentials,
                target -> Question.at(AzureApi.of(target).models()));
    }

    /** Bedrock listens in each region: https://docs.aws.amazon.com/general/latest/gr/bedrock.html. */
    public static ProviderType bedrock(AwsSignature signature) {
        return new ProviderType(
                "bedrock",
                (target, path) -> target.provider().baseUrl() == null
                        ? "https://bedrock-runtime." + signature.region(target) + ".amazonaws.com" + path
                        : belowBaseUrl(target, path),
                signature,
                target -> foundationModels(target, signature));
    }

    /**
     * The control plane is another host. Where only the runtime has an address of its own, as in a network without the
     * public one, the control plane's is not known, and Bedrock is not asked.
     *
     * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_ListFoundationModels.html">Bedrock:
     *     ListFoundationModels</a>
     */
    private static @Nullable Question foundationModels(ModelTarget target, AwsSignature signature) {
        String path = "/foundation-models?byOutputModality=TEXT";
        Object own = target.provider().settings().get("control_endpoint");
        if (own != null) {
            return Question.at(own.toString().replaceFirst("/+$", "") + path);
        }
        return target.provider().baseUrl() == null
                ? Question.at("https://bedrock." + signature.region(target) + ".amazonaws.com" + path)
                : null;
    }

    /** Vertex AI listens in each location. */
    public static ProviderType vertex(GoogleCredentials credentials) {
        return new ProviderType("vertex", new VertexAddress(), credentials, VertexAddress::question);
    }

    /** OCI Generative AI listens in each region. */
    public static ProviderType oracle(OciCredentials credentials) {
        OciAddress address = new OciAddress(credentials);
        return new ProviderType("oracle", address, credentials, address::question);
    }

    /** watsonx.ai listens in each region. */
    public static ProviderType ibm(IbmCredentials credentials) {
        return new ProviderType("ibm", new WatsonxAddress(), credentials, WatsonxAddress::question);
    }

    private static String belowBaseUrl(ModelTarget target, String path) {
        @Nullable String url = target.provider().baseUrl();
        if (url == null) {
            throw new IllegalStateException("The provider " + target.provider().name() + " has no base_url");
        }
        return url + path;
    }
}
