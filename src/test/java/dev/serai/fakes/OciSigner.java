package dev.serai.fakes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Verifies OCI's request signatures as OCI does, and has a user whose key it knows. Thread-safe. */
public final class OciSigner {
    private static final Duration MOST_SKEW = Duration.ofMinutes(5);
    private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);
    private static final List<String> OF_EVERY_REQUEST = List.of("date", "(request-target)", "host");
    private static final List<String> OF_A_BODY = List.of("content-length", "content-type", "x-content-sha256");

    private final Map<String, PublicKey> keys = new ConcurrentHashMap<>();
    private final KeyPair user = pair();
    private final Path folder;

    OciSigner() {
        keys.put("ocid1.tenancy.oc1..test/ocid1.user.oc1..test/20:3b", user.getPublic());
        try {
            folder = Files.createTempDirectory("oci");
            Files.writeString(folder.resolve("key.pem"), pem(user) + "OCI_API_KEY\n");
            Files.writeString(configuration(), """
                    [DEFAULT]
                    # a comment
                    user=ocid1.user.oc1..test
                    fingerprint=20:3b
                    tenancy=ocid1.tenancy.oc1..test
                    region=eu-frankfurt-1
                    key_file=%s
                    """.formatted(folder.resolve("key.pem")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A configuration file with the user's key beside it. */
    public Path configuration() {
        return folder.resolve("config");
    }

    /** A part of the private key. */
    String secret() {
        return Base64.getEncoder()
                .encodeToString(user.getPrivate().getEncoded())
                .substring(100, 160);
    }

    /** From now on signatures of this id are verified with this key. */
    public void accept(String keyId, PublicKey key) {
        keys.put(keyId, key);
    }

    /** From now on signatures of this id are refused. */
    public void forget(String keyId) {
        keys.remove(keyId);
    }

    /** An RSA key, another than those before. */
    public static KeyPair pair() {
        return RsaKeys.next();
    }

    /** The private half in PKCS#8. */
    public static String pem(KeyPair pair) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    /** For the header {@code Date}. */
    static String now() {
        return DATE.format(Instant.now());
    }

    void verify(ReceivedCall call) {
        String refusal = refusal(call.method(), call.target(), lines(call), call.body());
        if (refusal != null) {
            throw RequestRefused.credentials(401, "NotAuthenticated", refusal);
        }
    }

    private static Map<String, String> lines(ReceivedCall call) {
        Map<String, String> headers = new HashMap<>();
        for (String name : call.headerNames()) {
            List<String> values = call.headers(name);
            headers.put(name.toLowerCase(Locale.ROOT), values.size() == 1 ? values.get(0) : values.toString());
        }
        return headers;
    }

    /**
     * Verifies a request.
     *
     * @param headers by lower-case name
     * @return what is wrong with its signature, or null
     */
    @Nullable
    String refusal(String method, String target, Map<String, String> headers, byte[] body) {
        String authorization = headers.getOrDefault("authorization", "");
        if (!authorization.startsWith("Signature ")) {
            return "There is no signature.";
        }
        Map<String, String> parameters = parameters(authorization);
        if (!parameters.keySet().equals(Set.of("version", "keyId", "algorithm", "headers", "signature"))
                || !parameters.get("version").equals("1")
                || !parameters.get("algorithm").equals("rsa-sha256")) {
            return "The signature's parameters are " + parameters.keySet();
        }
        PublicKey key = keys.get(parameters.get("keyId"));
        if (key == null) {
            return "The key is not known.";
        }
        List<String> signed = Arrays.asList(parameters.get("headers").split(" "));
        if (!signed.containsAll(OF_EVERY_REQUEST) || method.equals("POST") && !signed.containsAll(OF_A_BODY)) {
            return "Not all that must be signed is: " + signed;
        }
        String fault = fault(headers, body);
        return fault != null || verified(key, signed, method, target, headers, parameters.get("signature"))
                ? fault
                : "The signature does not match.";
    }

    private static Map<String, String> parameters(String authorization) {
        Map<String, String> parameters = new HashMap<>();
        Matcher matcher = PARAMETER.matcher(authorization.substring("Signature ".length()));
        while (matcher.find()) {
            parameters.put(matcher.group(1), matcher.group(2));
        }
        return parameters;
    }

    private static @Nullable String fault(Map<String, String> headers, byte[] body) {
        Instant date =
                ZonedDateTime.parse(headers.getOrDefault("date", ""), DATE).toInstant();
        if (Duration.between(date, Instant.now()).abs().compareTo(MOST_SKEW) > 0) {
            return "The date is not within five minutes of now.";
        }
        if (body.length > 0 && !sha256(body).equals(headers.get("x-content-sha256"))) {
            return "x-content-sha256 is not the body's hash.";
        }
        return null;
    }

    private static boolean verified(
            PublicKey key,
            List<String> signed,
            String method,
            String target,
            Map<String, String> headers,
            String text) {
        StringBuilder lines = new StringBuilder();
        for (String name : signed) {
            String value = name.equals("(request-target)")
                    ? method.toLowerCase(Locale.ROOT) + " " + target
                    : headers.getOrDefault(name, "");
            lines.append(lines.isEmpty() ? "" : "\n").append(name).append(": ").append(value);
        }
        try {
            Signature verifier = Signature.getInstance("SHA256withRSA");
            verifier.initVerify(key);
            verifier.update(lines.toString().getBytes(StandardCharsets.UTF_8));
            return verifier.verify(Base64.getDecoder().decode(text));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String sha256(byte[] body) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
