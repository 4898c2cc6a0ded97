package dev.serai.fakes;

import java.util.Arrays;
import java.util.List;

/** Headers that only a gateway that leaks would send to a provider: credentials of others, and its own or its client's affairs. */
final class ForeignHeaders {
    private static final List<String> SENSITIVE = List.of(
            "authorization",
            "x-api-key",
            "api-key",
            "x-goog-api-key",
            "x-goog-user-project",
            "cookie",
            "x-totp-code",
            "x-session-token",
            "x-amz-date",
            "x-amz-security-token",
            "x-amz-content-sha256",
            "proxy-authorization",
            "openai-organization",
            "openai-project",
            "anthropic-version",
            "anthropic-beta",
            "x-preferred-provider",
            "x-request-timeout",
            "forwarded",
            "x-forwarded-for");

    private ForeignHeaders() {}

    /** Refuses a call that carries any of them but those that are this provider's own. */
    static void refuse(ReceivedCall call, String... own) {
        List<String> allowed = Arrays.asList(own);
        for (String name : call.headerNames()) {
            boolean foreign = name.startsWith("camel")
                    || name.startsWith("org.apache.camel")
                    || name.startsWith("x-stainless")
                    || (SENSITIVE.contains(name) && !allowed.contains(name));
            if (foreign) {
                throw new RequestRefused(400, "foreign_header", name, "a provider must not be sent " + name);
            }
        }
    }
}
