package dev.serai.credentials;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The AWS credentials of this process: our own settings first, then the SDK's default chain. Whether there are any is found
 * out beside the requests, since the chain may ask the network. Thread-safe.
 */
public final class AwsAccount implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AwsAccount.class);
    private static final long ASK_AGAIN_SECONDS = 30;

    private final AwsCredentialsProvider provider;
    private final AwsSignature signature;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "serai-aws-credentials");
        daemon.setDaemon(true);
        return daemon;
    });
    private volatile boolean available = true;

    /** @param settings the contract's {@code AWS_…} variables by name; null where one is not set */
    public AwsAccount(Function<String, @Nullable String> settings, Clock clock) {
        this.provider = provider(settings);
        String region = settings.apply("AWS_REGION");
        this.signature = new AwsSignature(provider, region == null ? "us-east-1" : region, clock);
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
    }

    private void look() {
        boolean had = available;
        try {
            provider.resolveCredentials();
            available = true;
        } catch (SdkException e) {
            available = false;
        }
        if (had != available) {
            LOG.info(available ? "AWS credentials found" : "no AWS credentials found: bedrock is unconfigured");
        }
    }

    private static AwsCredentialsProvider provider(Function<String, @Nullable String> settings) {
        String id = settings.apply("AWS_ACCESS_KEY_ID");
        String secret = settings.apply("AWS_SECRET_ACCESS_KEY");
        if (id != null && secret != null) {
            return StaticCredentialsProvider.create(keys(id, secret, settings.apply("AWS_SESSION_TOKEN")));
        }
        String role = settings.apply("AWS_ROLE_ARN");
        String tokenFile = settings.apply("AWS_WEB_IDENTITY_TOKEN_FILE");
        if (role != null && tokenFile != null) {
            return WebIdentityTokenFileCredentialsProvider.builder()
                    .roleArn(role)
                    .webIdentityTokenFile(Path.of(tokenFile))
                    .roleSessionName(or(settings.apply("AWS_ROLE_SESSION_NAME"), "serai"))
                    .asyncCredentialUpdateEnabled(true)
                    .build();
        }
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
