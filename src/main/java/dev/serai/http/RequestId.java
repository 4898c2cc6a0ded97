package dev.serai.http;

import io.netty.util.AsciiString;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** A request's correlation id: the client's own if it is harmless, else one of ours. */
public final class RequestId {
    /** Stands on every response, and in place of whatever the client sent on every request. */
    public static final String HEADER = "X-Request-ID";

    /** The key of the id in the data of Vert.x' {@code RoutingContext}. */
    public static final String ROUTING_KEY = "serai.request-id";

    static final CharSequence HEADER_NAME = AsciiString.cached(HEADER);

    /** Where Anthropic's SDKs look for it. */
    static final CharSequence MESSAGES_HEADER_NAME = AsciiString.cached("request-id");

    private static final int LONGEST = 64;
    private static final int RANDOM_CHARS = 22;
    private static final String PREFIX = "req_";
    private static final char[] ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".toCharArray();

    private RequestId() {}

    /** The id of a request that has passed the listener's first handler. */
    public static String of(HttpServerRequest request) {
        return request.response().headers().get(HEADER_NAME);
    }

    static String choose(@Nullable String fromClient) {
        return fromClient != null && harmless(fromClient) ? fromClient : make();
    }

    private static boolean harmless(String id) {
        int length = id.length();
        if (length == 0 || length > LONGEST) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = id.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }

    /** 128 random bits: enough for a correlation, which is no secret. */
    private static String make() {
        char[] id = new char[PREFIX.length() + RANDOM_CHARS];
        PREFIX.getChars(0, PREFIX.length(), id, 0);
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int at = PREFIX.length();
        for (long bits = random.nextLong(), i = 0; i < RANDOM_CHARS / 2; i++, bits >>>= 6) {
            id[at++] = ALPHABET[(int) (bits & 63)];
        }
        for (long bits = random.nextLong(), i = 0; i < RANDOM_CHARS / 2; i++, bits >>>= 6) {
            id[at++] = ALPHABET[(int) (bits & 63)];
        }
        return new String(id);
    }
}
