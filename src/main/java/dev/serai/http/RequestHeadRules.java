package dev.serai.http;

import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import dev.serai.passthrough.NativePath;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request's head must be beyond Netty's own strictness, so that no two servers in a row can read it differently
 * (RFC 9112, section 11.2). Pure functions.
 *
 * <p>Netty refuses by itself: Content-Length with Transfer-Encoding, two lengths, bare line feeds, space before a
 * colon, control characters, a Transfer-Encoding in HTTP/1.0 or without a final {@code chunked}.
 */
final class RequestHeadRules {
    private static final int MAX_HEADERS = 100;

    private RequestHeadRules() {}

    /** What is wrong with the head, or null. */
    static @Nullable GatewayException faultOf(HttpRequest request) {
        HttpVersion version = request.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            return malformed("only HTTP/1.1 and HTTP/1.0 are spoken here");
        }
        HttpMethod method = request.method();
        if (method.equals(HttpMethod.CONNECT) || method.equals(HttpMethod.TRACE)) {
            return fault(405, "method_not_allowed", "the method " + method + " is not served");
        }
        GatewayException fault = faultOfHeaders(request.headers());
        return fault != null
                ? fault
                : faultOfTarget(request.uri(), request.headers().get(HttpHeaderNames.HOST));
    }

    private static @Nullable GatewayException faultOfHeaders(HttpHeaders headers) {
        int count = 0;
        int hosts = 0;
        Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence();
        while (all.hasNext()) {
            Map.Entry<CharSequence, CharSequence> header = all.next();
            CharSequence name = header.getKey();
            if (++count > MAX_HEADERS) {
                return fault(431, "headers_too_large", "more than " + MAX_HEADERS + " headers");
            }
            switch (name.length()) {
                case 0 -> {
                    return malformed("a header has no name");
                }
                case 4 -> hosts += same(name, "host") ? 1 : 0;
                // Some servers take "_" for "-": a length that only one of two reads.
                case 14 -> {
                    if (name.charAt(7) == '_' && same(name, "content_length")) {
                        return malformed("the header content_length is not allowed");
                    }
                }
                case 17 -> {
                    if (name.charAt(8) == '_' && same(name, "transfer_encoding")) {
                        return malformed("the header transfer_encoding is not allowed");
                    }
                    if (same(name, "transfer-encoding") && !same(header.getValue(), "chunked")) {
                        return malformed("the only Transfer-Encoding is chunked");
                    }
                }
                default -> {}
            }
        }
        return hosts == 1 ? null : malformed("a request has one Host header");
    }

    private static @Nullable GatewayException faultOfTarget(String target, String host) {
        if (!isHost(host)) {
            return malformed("the Host header is no host name");
        }
        if (!target.startsWith("/") && !isAbsolute(target, "http://", host) && !isAbsolute(target, "https://", host)) {
            return malformed("the request target is neither a path nor a URL of this host");
        }
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '\\' || c == '#') {
                return badTarget(target, "the request target has a character that must be percent-encoded");
            }
            if (c == '%' && !isEscape(target, i)) {
                return badTarget(target, "the request target has a broken escape or an encoded control character");
            }
        }
        return null;
    }

    /** A native path has one code for whatever is wrong with its spelling. */
    private static GatewayException badTarget(String target, String message) {
        return NativePath.isNative(target) ? fault(400, "invalid_path", message) : malformed(message);
    }

    private static boolean isHost(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c <= ' ' || c >= 0x7f || "/\\@?#,\"<>%".indexOf(c) >= 0) {
                return false;
            }
        }
        return !host.isEmpty();
    }

    /** RFC 9112, section 3.2.2: a server takes the absolute form, but its host must be the one that was meant. */
    private static boolean isAbsolute(String target, String scheme, String host) {
        int hostEnd = scheme.length() + host.length();
        return target.regionMatches(true, 0, scheme, 0, scheme.length())
                && target.regionMatches(true, scheme.length(), host, 0, host.length())
                && target.length() > hostEnd
                && target.charAt(hostEnd) == '/';
    }

    private static boolean isEscape(String target, int percent) {
        if (percent + 2 >= target.length()) {
            return false;
        }
        int high = Character.digit(target.charAt(percent + 1), 16);
        int low = Character.digit(target.charAt(percent + 2), 16);
        return high > 1 && low >= 0;
    }

    private static boolean same(CharSequence text, String expected) {
        return AsciiString.contentEqualsIgnoreCase(text, expected);
    }

    static GatewayException malformed(String message) {
        return fault(400, "malformed_request", message);
    }

    private static GatewayException fault(int status, String code, String message) {
        return new GatewayException(new GatewayError.InvalidRequest(status, code, null, message));
    }
}
