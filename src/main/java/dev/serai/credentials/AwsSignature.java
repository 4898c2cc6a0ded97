package dev.serai.credentials;

import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.Header;
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

    private static final DateTimeFormatter SIGNING_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final Pattern ACCESS_KEY = Pattern.compile("Credential=([^/]+)/");

    private static final List<String> FROM_SIGNER =
            List.of("Authorization", "X-Amz-Date", "X-Amz-Security-Token", "x-amz-content-sha256");

    private static final List<String> NEEDS = List.of(
            "AWS_ACCESS_KEY_ID, AWS_BEARER_TOKEN_BEDROCK, AWS_ROLE_ARN or another of the AWS SDK's credentials");

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final AwsCredentialsProvider provider;
    private final String defaultRegion;
    private final Clock clock;
    private final BooleanSupplier available;
    private final Predicate<String> renewal;
    /** How far AWS' clock is ahead of ours. */
    private volatile Duration ahead = Duration.ZERO;

    public AwsSignature(AwsCredentialsProvider provider, String defaultRegion, Clock clock) {
        this(provider, defaultRegion, clock, () -> true, refused -> false);
    }

    /**
     * @param available whether the provider had credentials when it was last asked
     * @param renewal gets others in the place of a refused access key's, and says whether there are others now
     */
    AwsSignature(
            AwsCredentialsProvider provider,
            String defaultRegion,
            Clock clock,
            BooleanSupplier available,
            Predicate<String> renewal) {
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
        Matcher signed = ACCESS_KEY.matcher(header(request, "Authorization"));
        return signed.find() && renewal.test(signed.group(1));
    }

    /**
     * A signature is good for five minutes either way: a clock of ours that is wrong by more is corrected by theirs. Of
     * several requests that are refused for it at once, the first corrects it for all.
     */
    @Override
    public boolean follow(HttpRequest request, Duration theirs) {
        Instant signed = signedAt(request);
        if (signed == null || isGood(Duration.between(signed, clock.instant().plus(theirs)))) {
            return false;
        }
        if (!isGood(theirs.minus(ahead))) {
            ahead = theirs;
        }
        return true;
    }

    private static boolean isGood(Duration skew) {
        return skew.abs().compareTo(MOST_SKEW) < 0;
    }

    private static @Nullable Instant signedAt(HttpRequest request) {
        try {
            return SIGNING_TIME.parse(header(request, "X-Amz-Date"), Instant::from);
        } catch (DateTimeException unsigned) {
            return null;
        }
    }

    private static String header(HttpRequest request, String name) {
        Header header = request.getFirstHeader(name);
        return header == null ? "" : header.getValue();
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
