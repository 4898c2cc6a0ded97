package dev.serai.fakes;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signature Version 4, computed anew from what arrived and from nothing of the AWS SDK
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). Immutable.
 *
 * @param sessionToken what {@code x-amz-security-token} has to be; null where the keys are long-term ones
 */
public record AwsSignature(
        String accessKeyId,
        String secretAccessKey,
        @Nullable String sessionToken,
        String region,
        Clock clock) {
    private static final String SERVICE = "bedrock";
    private static final Duration MOST_SKEW = Duration.ofMinutes(5);
    private static final DateTimeFormatter AMZ_DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern AUTHORIZATION =
            Pattern.compile("AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request, ?"
                    + "SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})");

    /** Refuses a call whose signature is not the one that its content asks for. */
    public void verify(ReceivedCall call) {
        String authorization = call.header("Authorization");
        if (authorization == null) {
            throw refused("MissingAuthenticationTokenException", "Missing Authentication Token");
        }
        Matcher parts = AUTHORIZATION.matcher(authorization);
        if (!parts.matches()) {
            throw refused("IncompleteSignatureException", "not a signature of version 4: " + authorization);
        }
        scope(parts, date(call));
        List<String> signedHeaders = Arrays.asList(parts.group(5).split(";"));
        signedHeaders(call, signedHeaders);
        token(call);
        String expected = signature(call, signedHeaders);
        if (!expected.equals(parts.group(6))) {
            throw refused(
                    "InvalidSignatureException",
                    "The request signature we calculated does not match the signature you provided. The canonical"
                            + " request should have been\n" + canonicalRequest(call, signedHeaders));
        }
    }

    String signature(ReceivedCall call, List<String> signedHeaders) {
        String date = date(call);
        String day = date.substring(0, 8);
        String scope = String.join("/", day, region, SERVICE, "aws4_request");
        String toSign = String.join(
                "\n",
                "AWS4-HMAC-SHA256",
                date,
                scope,
                sha256(canonicalRequest(call, signedHeaders).getBytes(StandardCharsets.UTF_8)));
        byte[] key = ("AWS4" + secretAccessKey).getBytes(StandardCharsets.UTF_8);
        for (String step : List.of(day, region, SERVICE, "aws4_request", toSign)) {
            key = hmac(key, step);
        }
        return HexFormat.of().formatHex(key);
    }

    String canonicalRequest(ReceivedCall call, List<String> signedHeaders) {
        StringBuilder headers = new StringBuilder();
        for (String name : signedHeaders) {
            String values = call.headers(name).stream()
                    .map(value -> value.strip().replaceAll(" +", " "))
                    .collect(Collectors.joining(","));
            headers.append(name).append(':').append(values).append('\n');
        }
        return String.join(
                "\n",
                call.method(),
                canonicalPath(call.path()),
                canonicalQuery(call.query()),
                headers,
                String.join(";", signedHeaders),
                sha256(call.body()));
    }

    /** For every service but S3 the path is encoded once more than it is on the wire. */
    private static String canonicalPath(String path) {
        return Arrays.stream(path.split("/", -1)).map(AwsSignature::encode).collect(Collectors.joining("/"));
    }

    private static String canonicalQuery(String query) {
        Map<String, String> parameters = new TreeMap<>();
        for (String parameter : query.isEmpty() ? new String[0] : query.split("&")) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            parameters.put(encode(decode(name)), encode(decode(value)));
        }
        return parameters.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
                .collect(Collectors.joining("&"));
    }

    private void scope(Matcher parts, String date) {
        if (!parts.group(1).equals(accessKeyId)) {
            throw refused("UnrecognizedClientException", "The security token included in the request is invalid.");
        }
        if (!date.startsWith(parts.group(2))) {
            throw refused("InvalidSignatureException", "Date in Credential scope does not match x-amz-date.");
        }
        if (!parts.group(3).equals(region) || !parts.group(4).equals(SERVICE)) {
            throw refused(
                    "InvalidSignatureException",
                    "Credential should be scoped to '" + region + "/" + SERVICE + "', not '" + parts.group(3) + "/"
                            + parts.group(4) + "'.");
        }
    }

    private String date(ReceivedCall call) {
        List<String> dates = call.headers("X-Amz-Date");
        if (dates.size() != 1) {
            throw refused("IncompleteSignatureException", "exactly one x-amz-date is wanted, not " + dates);
        }
        Instant signedAt = Instant.from(AMZ_DATE.parse(dates.get(0)));
        if (Duration.between(signedAt, clock.instant()).abs().compareTo(MOST_SKEW) > 0) {
            throw refused("InvalidSignatureException", "Signature expired or not yet current: " + dates.get(0));
        }
        return dates.get(0);
    }

    /** Host, content type and whatever AWS reads must be under the signature, in order. */
    private static void signedHeaders(ReceivedCall call, List<String> signedHeaders) {
        if (!signedHeaders.equals(signedHeaders.stream().sorted().toList()) || !signedHeaders.contains("host")) {
            throw refused("InvalidSignatureException", "'Host' must be a signed header, and all be sorted.");
        }
        for (String name : call.headerNames()) {
            if ((name.startsWith("x-amz-") || name.equals("content-type")) && !signedHeaders.contains(name)) {
                throw refused("InvalidSignatureException", "'" + name + "' must be a 'SignedHeader'");
            }
        }
        String claimed = call.header("x-amz-content-sha256");
        if (claimed != null && !claimed.equals(sha256(call.body()))) {
            throw refused("InvalidSignatureException", "x-amz-content-sha256 is not the hash of the body");
        }
    }

    private void token(ReceivedCall call) {
        List<String> expected = sessionToken == null ? List.of() : List.of(sessionToken);
        if (!call.headers("X-Amz-Security-Token").equals(expected)) {
            throw refused("UnrecognizedClientException", "The security token included in the request is invalid.");
        }
    }

    /** RFC 3986: everything but letters, digits and {@code -._~}, byte by byte. */
    private static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
            char letter = (char) (next & 0xff);
            boolean unreserved = letter < 128 && (Character.isLetterOrDigit(letter) || "-._~".indexOf(letter) >= 0);
            encoded.append(unreserved ? String.valueOf(letter) : String.format("%%%02X", next & 0xff));
        }
        return encoded.toString();
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RequestRefused refused(String code, String message) {
        return RequestRefused.credentials(403, code, message);
    }
}
