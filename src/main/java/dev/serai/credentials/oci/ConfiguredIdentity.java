package dev.serai.credentials.oci;

import dev.serai.credentials.CredentialsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A user by an API key, or a session by its token, as a profile of {@code ~/.oci/config} has them. The file, the key and the
 * token are read anew when one of them has changed; a change that can't be read leaves the old key in use. Thread-safe.
 */
final class ConfiguredIdentity implements OciIdentity {
    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredIdentity.class);

    private final Path file;
    private final String profile;
    private final Clock clock;
    private volatile State state;

    /** What was read, and the times of the files it was read from. */
    private record State(
            List<Stamp> stamps,
            @Nullable OciKey key,
            @Nullable Instant expires,
            @Nullable String region,
            String problem) {}

    private record Stamp(Path file, Object modified) {
        static Stamp of(Path file) {
            try {
                return new Stamp(file, Files.getLastModifiedTime(file));
            } catch (IOException notThere) {
                return new Stamp(file, "");
            }
        }
    }

    ConfiguredIdentity(Path file, String profile, Clock clock) {
        this.file = file;
        this.profile = profile;
        this.clock = clock;
        this.state = read();
    }

    @Override
    public OciKey key() {
        State now = state;
        String fault = fault(now);
        if (now.key() == null || !fault.isEmpty()) {
            throw new CredentialsException(fault);
        }
        return now.key();
    }

    @Override
    public boolean refused(String keyId) {
        OciKey before = state.key();
        look();
        OciKey after = state.key();
        // Of several that are refused at once, the first look finds the new key; a look beside the requests may have,
        // too.
        boolean replaced = after != null && (!after.id().equals(keyId) || !after.equals(before));
        return replaced && fault(state).isEmpty();
    }

    /** A file that is not there is the usual reason: then all that could be there is named. */
    @Override
    public List<String> lacking() {
        State now = state;
        if (now.key() == null
                && !Files.isRegularFile(now.stamps().get(0).file())
                && now.stamps().size() == 1) {
            return List.of("ORACLE_AUTH_TOKEN");
        }
        String fault = fault(now);
        return fault.isEmpty() ? List.of() : List.of("OCI_CONFIG_FILE (" + fault + ")");
    }

    @Override
    public @Nullable String region() {
        return state.region();
    }

    @Override
    public synchronized void look() {
        State known = state;
        List<Stamp> now =
                known.stamps().stream().map(stamp -> Stamp.of(stamp.file())).toList();
        if (now.equals(known.stamps())) {
            return;
        }
        State fresh = read();
        if (fresh.key() == null && known.key() != null) {
            LOG.warn("the OCI key in use stays: {}", fresh.problem());
            state = new State(fresh.stamps(), known.key(), known.expires(), known.region(), "");
        } else {
            LOG.info("{} has been read anew", file);
            state = fresh;
        }
    }

    private String fault(State now) {
        if (now.key() == null) {
            return now.problem();
        }
        boolean expired = now.expires() != null && !clock.instant().isBefore(now.expires());
        return expired ? "the session token of " + profile + " has expired: oci session refresh" : "";
    }

    private State read() {
        List<Stamp> stamps = new ArrayList<>(List.of(Stamp.of(file)));
        try {
            OciConfigFile config = OciConfigFile.read(file, profile);
            Path keyFile = existing(config, "key_file", stamps);
            Path tokenFile = config.path("security_token_file");
            if (tokenFile != null) {
                stamps.add(Stamp.of(tokenFile));
            }
            PrivateKey key = PemKey.read(text(keyFile), keyFile.toString());
            String token = tokenFile == null ? "" : text(tokenFile).strip();
            String id = tokenFile == null
                    ? config.required("tenancy") + "/" + config.required("user") + "/" + config.required("fingerprint")
                    : OciKey.SESSION + token;
            Instant expires = tokenFile == null ? null : SessionToken.expiry(token);
            return new State(stamps, new OciKey(id, key), expires, config.get("region"), "");
        } catch (CredentialsException e) {
            return new State(stamps, null, null, null, String.valueOf(e.getMessage()));
        }
    }

    private static Path existing(OciConfigFile config, String entry, List<Stamp> stamps) {
        config.required(entry);
        Path path = Objects.requireNonNull(config.path(entry));
        stamps.add(Stamp.of(path));
        return path;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new CredentialsException(file + " can't be read", e);
        }
    }
}
