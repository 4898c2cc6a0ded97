package dev.serai.credentials;

import dev.serai.config.ProviderSettings;
import dev.serai.errors.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a provider knows of our secrets: its block's key, and what {@link Credentials#authenticate} made of that or of an identity.
 * It is looked for when something has gone wrong, in the request as it went out. Stateless.
 */
public final class ShownSecrets {
    private static final List<String> KEYS = List.of("x-api-key", "api-key", "x-goog-api-key", "X-Amz-Security-Token");

    /** A bearer token; of a signature, itself and the key or the session that made it. What else stands there is a name. */
    private static final List<Pattern> IN_AUTHORIZATION = List.of(
            Pattern.compile("^Bearer (.+)"),
            Pattern.compile("Credential=([^/]+)/"),
            Pattern.compile("keyId=\"ST\\$([^\"]+)\""),
            Pattern.compile("(?i)signature=\"?([^\",]+)"));

    private ShownSecrets() {}

    /** @param authenticated the request as it went out; null where none did */
    public static Secrets to(ProviderSettings provider, @Nullable HttpRequest authenticated) {
        List<String> secrets = new ArrayList<>();
        if (provider.apiKey() != null) {
            secrets.add(provider.apiKey());
        }
        if (authenticated != null) {
            for (String name : KEYS) {
                for (Header header : authenticated.getHeaders(name)) {
                    secrets.add(header.getValue());
                }
            }
            for (Header header : authenticated.getHeaders("Authorization")) {
                ofAuthorization(header.getValue(), secrets);
            }
        }
        return Secrets.of(secrets);
    }

    private static void ofAuthorization(String value, List<String> secrets) {
        for (Pattern pattern : IN_AUTHORIZATION) {
            Matcher secret = pattern.matcher(value);
            if (secret.find()) {
                secrets.add(secret.group(1));
            }
        }
    }
}
