package dev.serai.passthrough;

import dev.serai.errors.GatewayError;
import org.jspecify.annotations.Nullable;

/**
 * The path of a native call, taken once from the request line and spelled in one way only: what is judged here is byte for
 * byte what the provider is sent. Immutable.
 *
 * @param provider as the client wrote it, known or not
 * @param path at the provider's host, percent-encoded as it came, with a leading slash; empty where there is none
 */
public record NativePath(String provider, String path) {
    /** The older form of InvokeModel, whose model stands in the body. */
    public static final String INVOKE_MODEL = "/v1/bedrock/invoke-model";

    private static final String PROVIDERS = "/providers/";
    private static final String BEDROCK = "bedrock";
    private static final String OLD_MODEL = "/model/";
    private static final String OLD_BEDROCK = "/bedrock/";
    private static final String OLD_BEDROCK_V1 = "/v1/bedrock/";

    /** What a segment may hold as it is: RFC 3986's pchar without the semicolon, which some servers cut a segment at. */
    private static final String PLAIN = "-._~!$&'()*+,=:@";

    /** What may be percent-encoded: characters that mean nothing to a path once they are, a slash within an ARN apart. */
    private static final String ENCODED = "!$&'()*+,=:@/";

    /** Whether a request's path is one of this endpoint, the older ones included. */
    public static boolean isNative(String rawPath) {
        return rawPath.startsWith(PROVIDERS) || isOldBedrock(rawPath);
    }

    /** Whether a path is one where AWS SDKs call, as far as the path alone can tell. */
    public static boolean isBedrocks(String rawPath) {
        return rawPath.startsWith(PROVIDERS + BEDROCK + "/") || isOldBedrock(rawPath);
    }

    private static boolean isOldBedrock(String rawPath) {
        return rawPath.startsWith(OLD_MODEL) || rawPath.startsWith(OLD_BEDROCK) || rawPath.startsWith(OLD_BEDROCK_V1);
    }

    /** Reads a path for which {@link #isNative} holds and {@link #faultOf} found nothing. */
    public static NativePath of(String rawPath) {
        if (rawPath.startsWith(OLD_MODEL)) {
            return new NativePath(BEDROCK, rawPath);
        }
        if (rawPath.startsWith(OLD_BEDROCK)) {
            return new NativePath(BEDROCK, rawPath.substring(OLD_BEDROCK.length() - 1));
        }
        if (rawPath.startsWith(OLD_BEDROCK_V1)) {
            return new NativePath(BEDROCK, rawPath.substring(OLD_BEDROCK_V1.length() - 1));
        }
        int end = rawPath.indexOf('/', PROVIDERS.length());
        return end < 0
                ? new NativePath(rawPath.substring(PROVIDERS.length()), "")
                : new NativePath(rawPath.substring(PROVIDERS.length(), end), rawPath.substring(end));
    }

    /** Why no server in a row could be sure what the path means, or null. A trailing slash is judged by who serves it. */
    public static @Nullable GatewayError faultOf(String rawPath) {
        int start = 1;
        for (int at = 1; at <= rawPath.length(); at++) {
            if (at == rawPath.length() || rawPath.charAt(at) == '/') {
                if (isEmptyOrDots(rawPath, start, at) && !(start == at && at == rawPath.length())) {
                    return invalid("an empty segment, . or ..");
                }
                start = at + 1;
            } else if (!isAllowed(rawPath, at)) {
                return invalid("a character, or an escape, that would let it be read in two ways");
            }
        }
        return null;
    }

    static GatewayError invalid(String what) {
        return new GatewayError.InvalidRequest("invalid_path", null, "The path has " + what);
    }

    private static boolean isEmptyOrDots(String path, int start, int end) {
        int length = end - start;
        return length == 0
                || (length == 1 && path.charAt(start) == '.')
                || (length == 2 && path.charAt(start) == '.' && path.charAt(start + 1) == '.');
    }

    private static boolean isAllowed(String path, int at) {
        char c = path.charAt(at);
        if (c != '%') {
            return isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0;
        }
        return at + 2 < path.length() && ENCODED.indexOf(escaped(path, at)) >= 0;
    }

    /** The character of an escape; 0 where it is none. */
    private static char escaped(String path, int percent) {
        int high = Character.digit(path.charAt(percent + 1), 16);
        int low = Character.digit(path.charAt(percent + 2), 16);
        return high < 0 || low < 0 ? 0 : (char) (high * 16 + low);
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** Whether an encoded slash stands in it, which only an ARN has a use for. */
    boolean hasEncodedSlash() {
        return path.contains("%2F") || path.contains("%2f");
    }

    /** A segment as what it names; every escape in it has been found to be one. */
    static String decoded(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        StringBuilder text = new StringBuilder(segment.length());
        for (int at = 0; at < segment.length(); at++) {
            if (segment.charAt(at) == '%') {
                text.append(escaped(segment, at));
                at += 2;
            } else {
                text.append(segment.charAt(at));
            }
        }
        return text.toString();
    }
}
