package dev.serai.auth;

import dev.serai.audit.ChainKeys;
import dev.serai.config.Settings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What seasons the hashes of keys, so that whoever has the database alone has nothing. There may be several: the first makes
 * new hashes, the others still prove older ones. Thread-safe; immutable.
 *
 * <p>{@code KEY_PEPPER} is one secret, which is version 1, or several with their versions, {@code 2:secret,1:secret}.
 */
public final class Peppers {
    /** The variable. */
    public static final String VARIABLE = "KEY_PEPPER";

    private static final String ALGORITHM = "HmacSHA256";
    private static final String CHAIN = "serai audit chain";
    private static final int LEAST_CHARACTERS = 32;
    private static final int LEAST_DIFFERENT = 10;
    private static final Pattern VERSIONED = Pattern.compile("v?([1-9]\\d{0,5}):(.*)");
    private static final HexFormat HEX = HexFormat.of();

    /** Compared with where there is no key, so that an id that nobody has takes as long as one that somebody has. */
    private static final byte[] NOBODY = new byte[32];

    private final int current;
    private final Map<Integer, ThreadLocal<Mac>> macs;
    private final Map<Integer, Hkdf> derivations;

    private Peppers(Map<Integer, String> secrets) {
        Map<Integer, ThreadLocal<Mac>> made = new LinkedHashMap<>();
        Map<Integer, Hkdf> derived = new LinkedHashMap<>();
        secrets.forEach((version, secret) -> {
            made.put(version, ThreadLocal.withInitial(() -> mac(secret)));
            derived.put(version, Hkdf.of(secret.getBytes(StandardCharsets.UTF_8)));
        });
        this.current = secrets.keySet().iterator().next();
        this.macs = Map.copyOf(made);
        this.derivations = Map.copyOf(derived);
    }

    /** One pepper, version 1. */
    public static Peppers of(String secret) {
        return new Peppers(Map.of(1, secret));
    }

    /** What the variable says; null where it is unset, or no pepper: then the settings have the problem. */
    public static @Nullable Peppers of(Settings settings) {
        String text = settings.text(VARIABLE, "");
        if (text.isEmpty()) {
            return null;
        }
        Map<Integer, String> secrets = read(text);
        String fault = secrets == null ? "gives one version two peppers" : fault(secrets);
        if (fault != null) {
            settings.problem(VARIABLE, fault, Set.of());
            return null;
        }
        return new Peppers(secrets);
    }

    private static @Nullable Map<Integer, String> read(String text) {
        Map<Integer, String> secrets = new LinkedHashMap<>();
        if (!VERSIONED.matcher(text).matches()) {
            secrets.put(1, text);
            return secrets;
        }
        for (String each : text.split(",", -1)) {
            Matcher matcher = VERSIONED.matcher(each.strip());
            boolean versioned = matcher.matches();
            int version = versioned ? Integer.parseInt(matcher.group(1)) : 0;
            if (secrets.put(version, versioned ? matcher.group(2) : "") != null) {
                return null;
            }
        }
        return secrets;
    }

    /** Never with the value. */
    private static @Nullable String fault(Map<Integer, String> secrets) {
        for (String secret : secrets.values()) {
            if (secret.length() < LEAST_CHARACTERS) {
                return "has a pepper of less than " + LEAST_CHARACTERS
                        + " characters; take, say, what openssl rand -base64 32 gives";
            }
            if (secret.chars().distinct().count() < LEAST_DIFFERENT || GuessableSecret.is(secret)) {
                return "has a pepper that can be guessed; take, say, what openssl rand -base64 32 gives";
            }
        }
        return null;
    }

    /** The version that makes what is new. */
    int current() {
        return current;
    }

    /** All versions that there are. */
    Set<Integer> versions() {
        return macs.keySet();
    }

    /**
     * A key of 32 bytes for one purpose, which tells nothing of the pepper nor of any other purpose's.
     *
     * @throws IllegalStateException if there is no such version
     */
    byte[] derive(int version, String purpose) {
        Hkdf derivation = derivations.get(version);
        if (derivation == null) {
            throw new IllegalStateException("There is no pepper " + version);
        }
        return derivation.expand(purpose);
    }

    KeyHash hash(ApiKeyText key) {
        return hash(key.text());
    }

    /** Of a secret that is no key; what it begins with says what it is, so that no hash is good for two things. */
    KeyHash hash(String secret) {
        return new KeyHash(current, hashOf(current, secret));
    }

    /** With a version that there is. */
    String hashOf(int version, String secret) {
        return HEX.formatHex(hash(version, secret));
    }

    /** Whether the hash is that key's. Takes as long where it is not, or where there is no hash. */
    boolean proves(@Nullable KeyHash kept, ApiKeyText key) {
        return proves(kept, key.text());
    }

    boolean proves(@Nullable KeyHash kept, String secret) {
        boolean known = kept != null && macs.containsKey(kept.pepperVersion());
        byte[] expected = known ? HEX.parseHex(kept.hash()) : NOBODY;
        byte[] actual = hash(known ? kept.pepperVersion() : current, secret);
        return MessageDigest.isEqual(expected, actual) && known;
    }

    /** Whether a hash was made with the pepper that new ones are made with. */
    boolean isCurrent(KeyHash kept) {
        return kept.pepperVersion() == current;
    }

    /** Keys for another purpose than hashing: they tell nothing of the peppers. */
    public ChainKeys chainKeys() {
        Map<Integer, byte[]> keys = new LinkedHashMap<>();
        macs.forEach((version, mac) -> keys.put(version, mac.get().doFinal(CHAIN.getBytes(StandardCharsets.UTF_8))));
        return new ChainKeys(current, keys);
    }

    private byte[] hash(int version, String secret) {
        ThreadLocal<Mac> mac = macs.get(version);
        if (mac == null) {
            throw new IllegalStateException("There is no pepper " + version);
        }
        return mac.get().doFinal(secret.getBytes(StandardCharsets.US_ASCII));
    }

    private static Mac mac(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(bytes, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JVM has " + ALGORITHM, e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** The versions alone. */
    @Override
    public String toString() {
        return "peppers " + macs.keySet();
    }
}
