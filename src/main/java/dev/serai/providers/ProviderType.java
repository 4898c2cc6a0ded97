package dev.serai.providers;

import dev.serai.config.ModelTarget;
import dev.serai.credentials.AwsSignature;
import dev.serai.credentials.Credentials;
import dev.serai.credentials.GoogleCredentials;
import dev.serai.credentials.HeaderKey;
import org.jspecify.annotations.Nullable;

/**
 * What distinguishes the types of providers beyond their dialect: where they listen, and how they are authenticated to.
 * Immutable.
 *
 * @param name the type in the mapping; the template of further ones is the file {@code <name>-template}
 * @param address where a target's provider takes a request
 * @param credentials what authenticates
 */
public record ProviderType(String name, ProviderAddress address, Credentials credentials) {

    /** OpenAI, and every server that speaks its API. */
    public static ProviderType openAi() {
        return new ProviderType("openai", ProviderType::belowBaseUrl, HeaderKey.BEARER);
    }

    public static ProviderType anthropic() {
        return new ProviderType("anthropic", ProviderType::belowBaseUrl, HeaderKey.ANTHROPIC);
    }

    /** Bedrock listens in each region: https://docs.aws.amazon.com/general/latest/gr/bedrock.html. */
    public static ProviderType bedrock(AwsSignature signature) {
        return new ProviderType(
                "bedrock",
                (target, path) -> target.provider().baseUrl() == null
                        ? "https://bedrock-runtime." + signature.region(target) + ".amazonaws.com" + path
                        : belowBaseUrl(target, path),
                signature);
    }

    /** Vertex AI listens in each location. */
    public static ProviderType vertex(GoogleCredentials credentials) {
        return new ProviderType("vertex", new VertexAddress(), credentials);
    }

    private static String belowBaseUrl(ModelTarget target, String path) {
        @Nullable String url = target.provider().baseUrl();
        if (url == null) {
            throw new IllegalStateException("The provider " + target.provider().name() + " has no base_url");
        }
        return url + path;
    }
}
