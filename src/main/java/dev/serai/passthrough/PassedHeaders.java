package dev.serai.passthrough;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The allow-lists of a native call's headers: what of the client's reaches the provider, and what of the provider's reaches
 * the client. No credential is on either. Pure functions.
 */
public final class PassedHeaders {
    private static final Set<String> TO_ANY_PROVIDER = Set.of("accept", "idempotency-key");

    private static final Set<String> TO_CLIENT = Set.of(
            "content-type",
            "content-disposition",
            "retry-after",
            "retry-after-ms",
            "x-should-retry",
            "request-id",
            "x-amzn-requestid",
            "x-amzn-errortype",
            "apim-request-id",
            "opc-request-id",
            "x-ms-region",
            "openai-processing-ms",
            "openai-version");

    private static final String[] TO_CLIENT_PREFIXES = {
        "x-ratelimit-", "anthropic-ratelimit-", "anthropic-fast-", "x-amzn-bedrock-"
    };

    private PassedHeaders() {}

    /** @param received by name in any case, several of a name joined by commas */
    static Map<String, String> toProvider(Map<String, String> received, OperationTable table) {
        Map<String, String> passed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        received.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (TO_ANY_PROVIDER.contains(lower) || isListed(table.headers(), lower)) {
                passed.put(lower, value);
            }
        });
        return passed;
    }

    /** @param name in lower case */
    public static boolean toClient(String name) {
        if (TO_CLIENT.contains(name)) {
            return true;
        }
        for (String prefix : TO_CLIENT_PREFIXES) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isListed(Set<String> listed, String name) {
        for (String entry : listed) {
            boolean prefix = entry.endsWith("*");
            if (prefix ? name.startsWith(entry.substring(0, entry.length() - 1)) : name.equals(entry)) {
                return true;
            }
        }
        return false;
    }
}
