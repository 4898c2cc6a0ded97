package dev.serai.credentials;

import dev.serai.config.ConfigurationProblem;
import dev.serai.config.InvalidConfigurationException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.auth.StsWebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The AWS credentials of this process: our own settings first, then the SDK's default chain. Whether there are any is found
 * out beside the requests, since the chain may ask the network. Thread-safe.
 */
public final class AwsAccount implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AwsAccount.class);
    private static final long ASK_AGAIN_SECONDS = 30;
    private static final String STS_ENDPOINT = "AWS_ENDPOINT_URL_STS";

    private static final Duration RENEWED_FOR = Duration.ofSeconds(30);

    private final @Nullable Supplier<AwsCredentialsProvider> maker;
    private final Clock clock;
    private volatile AwsCredentialsProvider provider;
    private Instant renewed = Instant.EPOCH;
    private final @Nullable StsClient sts;
    private final AwsSignature signature;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "serai-aws-credentials");
        daemon.setDaemon(true);
        return daemon;
    });
    private volatile boolean available = true;

    /**
     * @param settings the contract's {@code AWS_…} variables by name; null where one is not set
     * @throws InvalidConfigurationException if STS is said to be at what is no URL
     */
    public AwsAccount(Function<String, @Nullable String> settings, Clock clock) {
        String region = or(settings.apply("AWS_REGION"), "us-east-1");
        String role = settings.apply("AWS_ROLE_ARN");
        String tokenFile = settings.apply("AWS_WEB_IDENTITY_TOKEN_FILE");
        String session = settings.apply("AWS_ROLE_SESSION_NAME");
        AwsCredentialsProvider keys = staticKeys(settings);
        if (keys == null && role != null && tokenFile != null) {
            StsClient client = sts(region, settings.apply(STS_ENDPOINT));
            this.sts = client;
            this.maker = () -> webIdentity(client, role, tokenFile, session);
        } else {
            this.sts = null;
            this.maker = keys == null ? AwsAccount::defaultChain : null;
        }
        this.clock = clock;
        this.provider = keys != null ? keys : Objects.requireNonNull(maker).get();
        this.signature =
                new AwsSignature(() -> provider.resolveCredentials(), region, clock, this::available, this::renewed);
    }

    /**
     * AWS has refused credentials that the SDK takes for good still: they are asked for anew, twice a minute at most. Where
     * others are in use by now, the next request goes by those. Keys of the settings are what they are.
     */
    private synchronized boolean renewed(String refused) {
        if (maker == null) {
            return false;
        }
        if (isReplaced(refused)) {
            return true;
        }
        if (renewed.plus(RENEWED_FOR).isAfter(clock.instant())) {
            return false;
        }
        renewed = clock.instant();
        AwsCredentialsProvider before = provider;
        AwsCredentialsProvider after = maker.get();
        try {
            after.resolveCredentials();
        } catch (RuntimeException e) {
            LOG.debug("the credentials that AWS has refused can't be had anew", e);
            close(after);
            return false;
        }
        provider = after;
        close(before);
        return true;
    }

    private boolean isReplaced(String accessKey) {
        try {
            return !provider.resolveCredentials().accessKeyId().equals(accessKey);
        } catch (RuntimeException e) {
            LOG.debug("there are no other credentials than those that AWS has refused", e);
            return false;
        }
    }

    private static void close(AwsCredentialsProvider provider) {
        if (provider instanceof SdkAutoCloseable closeable) {
            closeable.close();
        }
    }

    /** Begins to look for credentials, and goes on until there are some. */
    public void start() {
        thread.scheduleWithFixedDelay(this::look, 0, ASK_AGAIN_SECONDS, TimeUnit.SECONDS);
    }

    public AwsSignature signature() {
        return signature;
    }

    /** Whether the chain had credentials when it was last asked; true until it was. */
    public boolean available() {
        return available;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        close(provider);
        if (sts != null) {
            sts.close();
        }
    }

    /** Asks once, on the caller's thread. */
    void look() {
        boolean had = available;
        try {
            provider.resolveCredentials();
            available = true;
        } catch (RuntimeException e) {
            // Not the SDK's own alone: a token file that can't be read ends in an UncheckedIOException.
            available = false;
        }
        if (had != available) {
            LOG.info(available ? "AWS credentials found" : "no AWS credentials found: bedrock is unconfigured");
        }
    }

    private static @Nullable AwsCredentialsProvider staticKeys(Function<String, @Nullable String> settings) {
        String id = settings.apply("AWS_ACCESS_KEY_ID");
        String secret = settings.apply("AWS_SECRET_ACCESS_KEY");
        return id == null || secret == null
                ? null
                : StaticCredentialsProvider.create(keys(id, secret, settings.apply("AWS_SESSION_TOKEN")));
    }

    /**
     * IRSA: the token file is read anew at each exchange, since Kubernetes rotates it. With a client of our own, as the
     * SDK's would ask the environment alone for region and endpoint.
     */
    private static AwsCredentialsProvider webIdentity(
            StsClient sts, String role, String tokenFile, @Nullable String session) {
        return StsWebIdentityTokenFileCredentialsProvider.builder()
                .stsClient(sts)
                .roleArn(role)
                .webIdentityTokenFile(Path.of(tokenFile))
                .roleSessionName(or(session, "serai"))
                .asyncCredentialUpdateEnabled(true)
                .build();
    }

    private static StsClient sts(String region, @Nullable String endpoint) {
        StsClientBuilder client = StsClient.builder()
                .region(Region.of(region))
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClientBuilder(UrlConnectionHttpClient.builder());
        if (endpoint != null) {
            client.endpointOverride(url(endpoint));
        }
        return client.build();
    }

    private static URI url(String endpoint) {
        try {
            URI url = new URI(endpoint);
            if (url.getHost() != null && ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))) {
                return url;
            }
        } catch (URISyntaxException e) {
            LOG.debug("{} can't be parsed", STS_ENDPOINT, e);
        }
        throw new InvalidConfigurationException(List.of(new ConfigurationProblem(
                "settings", 0, 0, STS_ENDPOINT, "\"" + endpoint + "\" is not an http or https URL", null)));
    }

    private static AwsCredentialsProvider defaultChain() {
        return DefaultCredentialsProvider.builder()
                .asyncCredentialUpdateEnabled(true)
                .build();
    }

    private static AwsCredentials keys(String id, String secret, @Nullable String session) {
        return session == null
                ? AwsBasicCredentials.create(id, secret)
                : AwsSessionCredentials.create(id, secret, session);
    }

    private static String or(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }
}
