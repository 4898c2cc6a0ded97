package dev.serai.credentials.google;

import dev.serai.credentials.CachedToken;
import dev.serai.credentials.CredentialsException;
import dev.serai.credentials.TokenEndpoint;
import dev.serai.credentials.TokenSource;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Google identity of this process, by Application Default Credentials: the file that {@code GOOGLE_APPLICATION_CREDENTIALS}
 * names, gcloud's own file, the metadata server. It is looked for from the first question for it, and looked after every 30
 * seconds, beside the requests: files are read again, since they are rotated, and the metadata server, which may not be there, is
 * asked by nobody who waits. Thread-safe.
 *
 * @see <a href="https://cloud.google.com/docs/authentication/application-default-credentials">Application Default Credentials</a>
 */
public final class GoogleAccount implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GoogleAccount.class);
    private static final long LOOK_AGAIN_SECONDS = 30;
    private static final List<String> NEEDS =
            List.of("GCP_ACCESS_TOKEN, GOOGLE_APPLICATION_CREDENTIALS or another of Google's default credentials");

    private final CredentialPath path;
    private final MetadataServer metadata;
    private final @Nullable String quotaProject;
    private final TokenEndpoint endpoint;
    private final Clock clock;
    private final AtomicBoolean wanted = new AtomicBoolean();
    private final ScheduledExecutorService looks =
            Executors.newSingleThreadScheduledExecutor(named("serai-google-credentials"));
    private final ExecutorService fetches = Executors.newCachedThreadPool(named("serai-google-token"));
    private volatile @Nullable GoogleIdentity identity;
    /** What the file held when it was last good; with {@code complaint} guarded by this. */
    private byte[] content = {};

    private String complaint = "";

    /** @param settings the variables by name; null where one is not set */
    public GoogleAccount(Function<String, @Nullable String> settings, Clock clock) {
        this.path = new CredentialPath(settings);
        this.endpoint = new TokenEndpoint(clock);
        String host = settings.apply("GCE_METADATA_HOST");
        this.metadata = new MetadataServer(host == null ? "metadata.google.internal" : host, endpoint);
        this.quotaProject = settings.apply("GOOGLE_CLOUD_QUOTA_PROJECT");
        this.clock = clock;
        lookAtFile();
    }

    /** What is not there, in the words of {@code /ready}; no I/O, but the search begins. */
    List<String> lacking() {
        if (!wanted.getAndSet(true)) {
            looks.scheduleWithFixedDelay(this::look, 0, LOOK_AGAIN_SECONDS, TimeUnit.SECONDS);
        }
        return identity == null ? NEEDS : List.of();
    }

    /** @throws CredentialsException if none was found so far */
    GoogleIdentity identity() {
        GoogleIdentity found = identity;
        if (found == null) {
            throw new CredentialsException("There are no Google credentials");
        }
        return found;
    }

    /**
     * Google has refused a token.
     *
     * @return whether there is another one now, be it that the old one had aged or that the file has changed
     */
    boolean refused(String token) {
        GoogleIdentity used = identity();
        if (used.token().refused(token)) {
            return true;
        }
        lookAtFile();
        return identity() != used;
    }

    /** Looks once, on the caller's thread. */
    void look() {
        try {
            if (!lookAtFile() && identity == null) {
                askMetadataServer();
            }
        } catch (RuntimeException e) {
            LOG.error("The search for Google credentials failed, and goes on", e);
        }
    }

    @Override
    public void close() {
        looks.shutdownNow();
        fetches.shutdownNow();
    }

    /** @return whether there is a file, good or bad: then nobody else is asked */
    private synchronized boolean lookAtFile() {
        byte[] read;
        try {
            read = path.read();
        } catch (CredentialsException e) {
            complain(e.getMessage());
            return true;
        }
        if (read == null) {
            return false;
        }
        if (!Arrays.equals(read, content)) {
            take(read);
        }
        return true;
    }

    /** The first file is taken as it is; one that replaces it has to prove that it is good, while the old one serves. */
    private void take(byte[] read) {
        try {
            CredentialJson file = CredentialFile.parse(read);
            String ofFile = file.optional("quota_project_id", "");
            GoogleIdentity found = new GoogleIdentity(
                    path.name(),
                    token(path.name(), CredentialFile.source(file, endpoint, clock)),
                    quotaProject != null ? quotaProject : ofFile.isEmpty() ? null : ofFile);
            if (identity != null) {
                found.token().value();
            }
            identity = found;
            content = read;
            complaint = "";
            LOG.info("Google credentials found: {}", found.name());
        } catch (CredentialsException e) {
            complain(path.name() + " is no good: " + e.getMessage());
        }
    }

    /** Once, not every 30 seconds. */
    private void complain(@Nullable String about) {
        if (!String.valueOf(about).equals(complaint)) {
            complaint = String.valueOf(about);
            LOG.warn("{}", about);
        }
    }

    /** Outside Google Cloud nobody answers, which is no news; where somebody does the token is there before a request is. */
    private void askMetadataServer() {
        try {
            metadata.fetch();
            CachedToken token = token("the metadata server", metadata);
            token.value();
            identity = new GoogleIdentity("the metadata server", token, quotaProject);
            LOG.info("Google credentials found: the metadata server");
        } catch (IOException | CredentialsException e) {
            LOG.debug("No metadata server gives a token", e);
        }
    }

    private CachedToken token(String name, TokenSource source) {
        return new CachedToken(name, source, clock, fetches);
    }

    private static ThreadFactory named(String name) {
        return task -> {
            Thread daemon = new Thread(task, name);
            daemon.setDaemon(true);
            return daemon;
        };
    }
}
