package dev.serai;

import dev.serai.auth.Access;
import dev.serai.auth.AdminAccess;
import dev.serai.config.Settings;
import dev.serai.http.AdminDoor;
import dev.serai.http.HttpServerSettings;
import dev.serai.http.PemFiles;
import dev.serai.http.WorkerThreads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listener's settings, from the contract's variables. */
final class Listening {
    private static final Logger LOG = LoggerFactory.getLogger(Listening.class);
    private static final int LAST_PORT = 65_535;
    private static final String LOOPBACK = "127.0.0.1";
    private static final String MAX_BYTES_IN_FLIGHT = "MAX_BYTES_IN_FLIGHT";
    private static final String ADMIN_PORT = "ADMIN_PORT";
    private static final String ADMIN_HOST = "ADMIN_HOST";
    private static final String ADMIN_TLS = "ADMIN_TLS_ENABLED";
    private static final String ADMIN_CERTIFICATE = "ADMIN_TLS_CERT_FILE";
    private static final String ADMIN_KEY = "ADMIN_TLS_KEY_FILE";

    private Listening() {}

    /** Notes what is wrong with them in the settings' own list of problems. */
    static HttpServerSettings settings(Settings settings) {
        HttpServerSettings defaults =
                HttpServerSettings.on(host(settings), settings.wholeNumber("PORT", 8080, 0, LAST_PORT));
        long maxBodyBytes = settings.bytes("MAX_BODY_BYTES", defaults.maxBodyBytes());
        return new HttpServerSettings(
                defaults.host(),
                defaults.port(),
                tls(settings),
                maxBodyBytes,
                defaults.maxHeaderBytes(),
                defaults.headerTimeout(),
                defaults.bodyTimeout(),
                defaults.idleTimeout(),
                maxInFlight(settings),
                maxBytesInFlight(settings, maxBodyBytes),
                settings.wholeNumber("WORKER_THREADS", defaults.workerThreads(), 1, 100_000),
                origins(settings));
    }

    /** Beyond how many percent of the heap, in use after a collection, nobody is let in. */
    static int mostOfHeap(Settings settings) {
        return settings.wholeNumber("MAX_HEAP_PERCENT", 85, 1, 100);
    }

    /** How many requests may be under way. */
    static int maxInFlight(Settings settings) {
        return settings.wholeNumber(
                "MAX_IN_FLIGHT",
                HttpServerSettings.byMemory(Runtime.getRuntime().maxMemory()),
                1,
                1_000_000);
    }

    /** What is worked on at a time, of which each holds a thread where there are no virtual ones. */
    static int requestsAtATime(Settings settings) {
        HttpServerSettings listener = settings(settings);
        return WorkerThreads.virtualThreads()
                ? listener.maxInFlight()
                : Math.min(listener.maxInFlight(), listener.workerThreads());
    }

    private static long maxBytesInFlight(Settings settings, long maxBodyBytes) {
        long most = settings.bytes(
                MAX_BYTES_IN_FLIGHT,
                HttpServerSettings.bytesByMemory(Runtime.getRuntime().maxMemory(), maxBodyBytes));
        if (most < maxBodyBytes) {
            settings.problem(
                    MAX_BYTES_IN_FLIGHT,
                    "is less than MAX_BODY_BYTES: no request of that length could get in",
                    Set.of());
        }
        return most;
    }

    /** Where the admin API listens by itself, or null; notes what is wrong in the settings' own list of problems. */
    static AdminDoor.@Nullable Address adminAddress(Settings settings) {
        if (settings.text(ADMIN_PORT).isEmpty()) {
            if (settings.text(ADMIN_HOST).isPresent()) {
                settings.problem(ADMIN_HOST, "has no effect without " + ADMIN_PORT, Set.of());
            }
            if (settings.flag(ADMIN_TLS, false)) {
                settings.problem(
                        ADMIN_TLS, "has no effect without " + ADMIN_PORT + "; TLS_ENABLED is for both", Set.of());
            }
            withoutTls(settings, " without " + ADMIN_PORT);
            return null;
        }
        int port = settings.wholeNumber(ADMIN_PORT, 0, 0, LAST_PORT);
        if (port > 0 && port == settings.wholeNumber("PORT", 8080, 0, LAST_PORT)) {
            settings.problem(ADMIN_PORT, "is PORT too: give one of them another number", Set.of());
        }
        if (!settings.flag(ADMIN_TLS, false)) {
            withoutTls(settings, " without " + ADMIN_TLS + "=true");
        }
        String host = settings.text(ADMIN_HOST, LOOPBACK);
        if (!isLoopback(host) && !AdminAccess.bootstrapped(settings)) {
            settings.problem(
                    ADMIN_HOST,
                    "lets others reach the admin API, and there is no ADMIN_API_KEY (32 characters or more)",
                    Set.of());
        }
        return new AdminDoor.Address(host, port, adminPem(settings));
    }

    /** Whoever names a certificate believes that it is shown. */
    private static void withoutTls(Settings settings, String why) {
        for (String name : List.of(ADMIN_CERTIFICATE, ADMIN_KEY)) {
            if (settings.text(name).isPresent()) {
                settings.problem(name, "has no effect" + why, Set.of());
            }
        }
    }

    /** A gateway that asks nobody for a key, and one whose admin keys are sent in the clear. */
    static void warnIfOpen(Settings settings) {
        String host = host(settings);
        String admins = settings.text(ADMIN_HOST, LOOPBACK);
        if (settings.text(ADMIN_PORT).isPresent() && !isLoopback(admins) && !settings.flag(ADMIN_TLS, false)) {
            LOG.warn(
                    "ADMIN_HOST={}: admin keys are sent in the clear unless something before this port speaks TLS: see ADMIN_TLS_ENABLED",
                    admins);
        }
        if (!Access.enabled(settings) && !isLoopback(host)) {
            LOG.warn(
                    "HOST={}: whoever can reach this machine can use the gateway, and its credentials, without a key",
                    host);
        }
    }

    private static String host(Settings settings) {
        return settings.text("HOST", Access.enabled(settings) ? "0.0.0.0" : LOOPBACK);
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
    }

    private static HttpServerSettings.Tls tls(Settings settings) {
        if (!settings.flag("TLS_ENABLED", false)) {
            return null;
        }
        return new HttpServerSettings.Tls(
                settings.wholeNumber("TLS_PORT", 8443, 0, LAST_PORT),
                pem(settings, "TLS_CERT_FILE", "TLS_KEY_FILE", "TLS_ENABLED"));
    }

    /** A pair of its own, or where none is named the one that everybody else is shown. */
    private static @Nullable PemFiles adminPem(Settings settings) {
        if (!settings.flag(ADMIN_TLS, false)) {
            return null;
        }
        boolean own = settings.text(ADMIN_CERTIFICATE).isPresent()
                || settings.text(ADMIN_KEY).isPresent();
        return own
                ? pem(settings, ADMIN_CERTIFICATE, ADMIN_KEY, ADMIN_TLS)
                : pem(settings, "TLS_CERT_FILE", "TLS_KEY_FILE", ADMIN_TLS);
    }

    private static PemFiles pem(Settings settings, String certificate, String key, String wanting) {
        return new PemFiles(file(settings, certificate, wanting), file(settings, key, wanting));
    }

    private static Path file(Settings settings, String name, String wanting) {
        String path = settings.text(name, "");
        if (path.isEmpty()) {
            settings.problem(name, "is not set, and " + wanting + " needs it", Set.of());
        } else if (!Files.isReadable(Path.of(path)) || Files.isDirectory(Path.of(path))) {
            settings.problem(name, "\"" + path + "\" is no file that can be read", Set.of());
        }
        return Path.of(path);
    }

    private static Set<String> origins(Settings settings) {
        return Arrays.stream(settings.text("CORS_ORIGINS", "").split(","))
                .map(String::strip)
                .filter(origin -> !origin.isEmpty())
                .collect(Collectors.toSet());
    }
}
