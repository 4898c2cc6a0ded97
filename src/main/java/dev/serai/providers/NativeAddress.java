package dev.serai.providers;

import dev.serai.config.ModelTarget;
import org.jspecify.annotations.Nullable;

/**
 * Where a provider's own API begins, its version apart: what the path of a native call is put behind. A base URL that ends in
 * a version has it in the path too, and is not doubled. Thread-safe.
 */
public final class NativeAddress {
    private NativeAddress() {}

    /**
     * The URL without a trailing slash.
     *
     * @param address where the target's provider takes model calls
     * @param control whether the control plane is asked for
     */
    static String of(ModelTarget target, ProviderAddress address, boolean control) {
        String base = target.provider().baseUrl();
        return switch (target.provider().type()) {
            case "bedrock" -> control ? bedrockControl(target, address) : address.url(target, "");
            case "vertex" -> without("/v1", VertexAddress.root(target));
            case "azure" -> without("/openai", without("/v1", present(target, base)));
            // The control plane is the host without its first label: generativeai.{region}.oci.oraclecloud.com.
            case "oracle" ->
                control ? address.url(target, "").replace("://inference.", "://") : address.url(target, "");
            default -> without("/v1", present(target, base));
        };
    }

    /** https://docs.aws.amazon.com/general/latest/gr/bedrock.html */
    private static String bedrockControl(ModelTarget target, ProviderAddress address) {
        Object own = target.provider().settings().get("control_endpoint");
        if (own != null) {
            String url = own.toString();
            return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        }
        return address.url(target, "").replace("://bedrock-runtime", "://bedrock");
    }

    private static String present(ModelTarget target, @Nullable String base) {
        if (base == null) {
            throw new IllegalStateException("The provider " + target.provider().name() + " has no base URL");
        }
        return base;
    }

    private static String without(String end, String url) {
        return url.endsWith(end) ? url.substring(0, url.length() - end.length()) : url;
    }
}
