package dev.serai.credentials.oci;

import dev.serai.config.ConfigurationProblem;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.Settings;
import dev.serai.credentials.TokenEndpoint;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The OCI identity of this process, as {@code OCI_AUTH} says: that of {@code ~/.oci/config}, of the instance, or of the
 * workload. Sessions are fetched on first use, files looked at in the background. Thread-safe.
 */
public final class OciAccount implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OciAccount.class);
    private static final long LOOK_SECONDS = 10;
    private static final String SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount/";

    private final OciIdentity identity;
    private final OciCredentials credentials;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "serai-oci-credentials");
        daemon.setDaemon(true);
        return daemon;
    });

    /** @throws InvalidConfigurationException if a variable says what it can't */
    public OciAccount(Settings settings, Clock clock) {
        this.identity = identity(settings, clock);
        this.credentials = new OciCredentials(identity, clock);
    }

    /** Begins to look after the files. */
    public void start() {
        thread.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    public OciCredentials credentials() {
        return credentials;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void look() {
        try {
            identity.look();
        } catch (RuntimeException e) {
            LOG.warn("the files of the OCI identity can't be looked at", e);
        }
    }

    private OciIdentity identity(Settings settings, Clock clock) {
        String kind = settings.text("OCI_AUTH", "config");
        return switch (kind) {
            case "config" -> configured(settings, clock);
            case "instance_principal" -> instance(settings, clock);
            case "workload_principal" -> workload(settings, clock);
            default ->
                throw invalid(
                        "OCI_AUTH", "\"" + kind + "\" is neither config nor instance_principal or workload_principal");
        };
    }

    private static OciIdentity configured(Settings settings, Clock clock) {
        Path file = settings.text("OCI_CONFIG_FILE")
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".oci", "config"));
        return new ConfiguredIdentity(file, settings.text("OCI_CONFIG_PROFILE", "DEFAULT"), clock);
    }

    private OciIdentity instance(Settings settings, Clock clock) {
        String metadata = settings.text("OCI_METADATA_URL", "http://169.254.169.254/opc/v2");
        @Nullable String authentication = settings.text("OCI_AUTH_ENDPOINT").orElse(null);
        url("OCI_METADATA_URL", metadata);
        if (authentication != null) {
            url("OCI_AUTH_ENDPOINT", authentication);
        }
        Federation instance = new InstancePrincipal(new TokenEndpoint(clock), clock, metadata, authentication);
        return new FederatedIdentity("OCI's instance principal", instance, List.of(), clock, thread);
    }

    /** The cluster tells its pods where it is. */
    private OciIdentity workload(Settings settings, Clock clock) {
        String host = settings.text("KUBERNETES_SERVICE_HOST", "");
        String port = settings.text("KUBERNETES_SERVICE_PORT_PROXYMUX", "12250");
        String bracketed = host.contains(":") ? "[" + host + "]" : host;
        URI service = url(
                "KUBERNETES_SERVICE_HOST",
                "https://" + (host.isEmpty() ? "localhost" : bracketed) + ":" + port
                        + "/resourcePrincipalSessionTokens");
        Federation workload = new WorkloadPrincipal(
                service,
                Path.of(settings.text("OCI_KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH", SERVICE_ACCOUNT + "token")),
                Path.of(settings.text("OCI_KUBERNETES_SERVICE_ACCOUNT_CERT_PATH", SERVICE_ACCOUNT + "ca.crt")),
                clock);
        List<String> lacking = host.isEmpty() ? List.of("KUBERNETES_SERVICE_HOST") : List.of();
        return new FederatedIdentity("OKE's workload principal", workload, lacking, clock, thread);
    }

    private static URI url(String variable, String text) {
        try {
            URI url = new URI(text);
            if (url.getHost() != null && ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))) {
                return url;
            }
        } catch (URISyntaxException e) {
            LOG.debug("{} can't be parsed", variable, e);
        }
        throw invalid(variable, "\"" + text + "\" is not an http or https URL");
    }

    private static InvalidConfigurationException invalid(String variable, String message) {
        return new InvalidConfigurationException(
                List.of(new ConfigurationProblem("settings", 0, 0, variable, message, null)));
    }
}
