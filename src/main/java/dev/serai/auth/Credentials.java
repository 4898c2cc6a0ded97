package dev.serai.auth;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What a request shows of its sender, from every header where an SDK may put it. There is one function that reads them, so that
 * no header is a way around the others. Immutable.
 *
 * @param keys that may be of ours, each once, in the order of the headers
 * @param basic what stands behind {@code Basic}
 * @param sessions tokens of sessions that stand in a header of their own, each once
 * @param codes of a second factor
 */
public record Credentials(List<String> keys, List<String> basic, List<String> sessions, List<String> codes) {
    private static final String AUTHORIZATION = "Authorization";
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";
    private static final String SESSION = "X-Session-Token";
    private static final String CODE = "X-TOTP-Code";
    private static final List<String> KEY_HEADERS = List.of("X-API-Key", "api-key", "x-goog-api-key");

    public Credentials {
        keys = List.copyOf(keys);
        basic = List.copyOf(basic);
        sessions = List.copyOf(sessions);
        codes = List.copyOf(codes);
    }

    /** @param headers all values of a header, whatever the case of its name */
    public static Credentials of(Function<String, List<String>> headers) {
        Set<String> keys = new LinkedHashSet<>(2);
        List<String> basic = new ArrayList<>(0);
        for (String value : headers.apply(AUTHORIZATION)) {
            if (is(BEARER, value)) {
                add(keys, value.substring(BEARER.length()));
            } else if (is(BASIC, value)) {
                basic.add(value.substring(BASIC.length()).strip());
            }
            // Whatever else there is, such as AWS4-HMAC-SHA256, an SDK made for somebody else.
        }
        for (String name : KEY_HEADERS) {
            for (String value : headers.apply(name)) {
                add(keys, value);
            }
        }
        return new Credentials(List.copyOf(keys), basic, texts(headers.apply(SESSION)), texts(headers.apply(CODE)));
    }

    private static List<String> texts(List<String> values) {
        return values.isEmpty()
                ? List.of()
                : values.stream()
                        .map(String::strip)
                        .filter(value -> !value.isEmpty())
                        .distinct()
                        .toList();
    }

    private static boolean is(String scheme, String value) {
        return value.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    private static void add(Set<String> keys, String value) {
        String key = value.strip();
        if (!key.isEmpty()) {
            keys.add(key);
        }
    }

    /** How many there are. */
    @Override
    public String toString() {
        return keys.size() + " keys, " + basic.size() + " passwords, " + sessions.size() + " sessions";
    }
}
