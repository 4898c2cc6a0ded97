package dev.serai.passthrough;

import dev.serai.errors.GatewayException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a native call's query may hold; it goes out as it came, byte for byte. Pure functions. */
final class QueryRules {
    private static final Set<String> KEYS = Set.of("key", "api_key", "api-key", "access_token");
    /** RFC 3986's query, without the semicolon, at which some servers begin another parameter. */
    private static final String PLAIN = "-._~!$'()*+,:@/?&=%";

    /** How a parameter's name ends that may stand several times: {@code []}, encoded. */
    private static final String SEVERAL = "%5B%5D";

    private QueryRules() {}

    /**
     * @param listed what it may hold; null: whatever it holds
     * @throws GatewayException 400 if it holds a key, a parameter that is not listed, one that is encoded, or one twice
     */
    static void check(@Nullable String query, @Nullable Set<String> listed) {
        if (query == null || query.isEmpty()) {
            return;
        }
        for (int i = 0; i < query.length(); i++) {
            char c = query.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && PLAIN.indexOf(c) < 0) {
                throw new GatewayException(NativePath.invalid("a query with a character that must be encoded"));
            }
        }
        Set<String> seen = new HashSet<>();
        for (String parameter : query.split("&", -1)) {
            String name = name(parameter);
            if (KEYS.contains(name)) {
                throw GatewayException.invalid(
                        "key_in_query", name, "A key in the URL ends in logs: send it in the Authorization header");
            }
            boolean several = listed == null && name.endsWith(SEVERAL);
            String plain = several ? name.substring(0, name.length() - SEVERAL.length()) : name;
            if (listed == null ? plain.indexOf('%') >= 0 || plain.indexOf('+') >= 0 : !listed.contains(name)) {
                throw GatewayException.invalid(
                        "unknown_parameter", name, "The query has a parameter that is not passed on");
            }
            if (!seen.add(name) && !several) {
                throw GatewayException.invalid("invalid_value", name, "A parameter stands twice in the query");
            }
        }
    }

    /** A parameter's value as it is encoded, or null. */
    static @Nullable String value(@Nullable String query, String wanted) {
        if (query != null) {
            for (String parameter : query.split("&", -1)) {
                if (name(parameter).equals(wanted)) {
                    return parameter.substring(Math.min(parameter.length(), wanted.length() + 1));
                }
            }
        }
        return null;
    }

    private static String name(String parameter) {
        int equals = parameter.indexOf('=');
        return equals < 0 ? parameter : parameter.substring(0, equals);
    }
}
