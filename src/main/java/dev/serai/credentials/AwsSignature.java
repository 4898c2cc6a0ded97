package dev.serai.credentials;

import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.hc.core5.http.HttpEntityContainer;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.net.URIAuthority;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * Signs requests to Bedrock with Signature Version 4, by the AWS SDK's signer and its default chain of credentials (static
 * keys, IRSA's web identity, pod identity, profile, instance metadata); a Bedrock API key, where there is one, goes first as
 * it does in the SDKs. Thread-safe.
 *
 * <p>The canonical path encodes the already encoded path once more ({@code %3A} becomes {@code %253A}), as every AWS service
 * but S3 wants it: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html.
 */
public final class AwsSignature implements Credentials {
    /** The signing name is not the endpoint's {@code bedrock-runtime}. */
    private static final String SERVICE = "bedrock";

    /** A little less than what AWS bears with, for the time that the request is on its way. */
    private static final Duration MOST_SKEW = Duration.ofSeconds(290);

    private static final List<String> FROM_SIGNER =
            List.of("Authorization", "X-Amz-Date", "X-Amz-Security-Token", "x-amz-content-sha256");

    private static final List<String> NEEDS = List.of(
            "AWS_ACCESS_KEY_ID, AWS_BEARER_TOKEN_BEDROCK, AWS_ROLE_ARN or another of the AWS SDK's credentials");

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final AwsCredentialsProvider provider;
    private final String defaultRegion;
    private final Clock clock;
    private final BooleanSupplier available;
    private final BooleanSupplier renewal;
    /** How far AWS' clock is ahead of ours. */
    private volatile Duration ahead = Duration.ZERO;

    public AwsSignature(AwsCredentialsProvider provider, String defaultRegion, Clock clock) {
        this(provider, defaultRegion, clock, () -> true, () -> false);
    }

    /**
     * @param available whether the provider had credentials when it was last asked
     * @param renewal gets it others in their place, and says whether it did
     */
    AwsSignature(
            AwsCredentialsProvider provider,
            String defaultRegion,
            Clock clock,
            BooleanSupplier available,
            BooleanSupplier renewal) {
        this.provider = provider;
        this.defaultRegion = defaultRegion;
        this.clock = clock;
        this.available = available;
        this.renewal = renewal;
    }

    @Override
    public List<String> lacking(ProviderSettings called) {
        return called.apiKey() == null && !available.getAsBoolean() ? NEEDS : List.of();
    }

    @Override
    public void authenticate(HttpRequest request, byte[] body, ModelTarget target) {
        String bearer = target.provider().apiKey();
        if (bearer != null) {
            request.setHeader("Authorization", "Bearer " + bearer);
            return;
        }
        request.removeHeaders("X-Amz-Security-Token");
        SdkHttpRequest signed = sign(request, body, region(target), credentials());
        for (String name : FROM_SIGNER) {
            signed.firstMatchingHeader(name).ifPresent(value -> request.setHeader(name, value));
        }
    }

    @Override
    public boolean renew(HttpRequest request, ModelTarget target) {
        return target.provider().apiKey() == null && renewal.getAsBoolean();
    }

    /** A signature is good for five minutes either way: a clock of ours that is wrong by more is corrected by theirs. */
    @Override
    public boolean follow(Duration theirs) {
        if (theirs.minus(ahead).abs().compareTo(MOST_SKEW) < 0) {
            return false;
        }
        ahead = theirs;
        return true;
    }

    /** The region of a target: its own, else its provider's, else the gateway's. */
    public String region(ModelTarget target) {
        String ofProvider = target.provider().region();
        return target.setting("region", ofProvider == null ? defaultRegion : ofProvider);
    }

    private AwsCredentials credentials() {
        try {
            return provider.resolveCredentials();
        } catch (RuntimeException e) {
            // Not the SDK's own alone: a token file that can't be read ends in an UncheckedIOException.
            throw new CredentialsException("No AWS credentials can be had", e);
        }
    }

    private SdkHttpRequest sign(HttpRequest request, byte[] body, String region, AwsCredentials credentials) {
        URIAuthority authority = request.getAuthority();
        String target = request.getPath();
        int query = target.indexOf('?');
        SdkHttpFullRequest.Builder unsigned = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.fromValue(request.getMethod()))
                .protocol(request.getScheme())
                .host(authority.getHostName())
                .port(authority.getPort() < 0 ? null : authority.getPort())
                .encodedPath(query < 0 ? target : target.substring(0, query));
        String contentType = contentType(request, body);
        if (contentType != null) {
            unsigned.putHeader("Content-Type", contentType);
        }
        if (query >= 0) {
            SdkHttpUtils.uriParams(URI.create(target)).forEach(unsigned::putRawQueryParameter);
        }
        return signer.sign(toSign -> toSign.identity(credentials)
                        .request(unsigned.build())
                        .payload(ContentStreamProvider.fromByteArrayUnsafe(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.offset(clock, ahead)))
                .request();
    }

    /** As it will go out: a native call has its client's, or none. */
    private static @Nullable String contentType(HttpRequest request, byte[] body) {
        if (request instanceof HttpEntityContainer container) {
            return container.getEntity() == null ? null : container.getEntity().getContentType();
        }
        return body.length > 0 ? "application/json" : null;
    }

    /** For a log: where the credentials come from, not what they are. */
    @Override
    public String toString() {
        return "AwsSignature" + Map.of("region", defaultRegion);
    }
}
