package dev.serai.credentials.google;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.credentials.AccessToken;
import dev.serai.credentials.CredentialsException;
import dev.serai.credentials.TokenEndpoint;
import dev.serai.credentials.TokenSource;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;

/**
 * A service account that another identity may act as: that one's token is exchanged for the account's. Thread-safe.
 *
 * @see <a href="https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken">
 *     IAM: generateAccessToken</a>
 */
final class ImpersonatedAccount implements TokenSource {
    private static final String URL = "service_account_impersonation_url";
    private static final long LIFETIME_SECONDS = 3600;

    private final TokenSource source;
    private final URI url;
    private final ObjectNode body;
    private final TokenEndpoint endpoint;
    private final Clock clock;

    private ImpersonatedAccount(TokenSource source, URI url, ObjectNode body, TokenEndpoint endpoint, Clock clock) {
        this.source = source;
        this.url = url;
        this.body = body;
        this.endpoint = endpoint;
        this.clock = clock;
    }

    /** Of a file of type {@code impersonated_service_account}, which holds the other identity's credentials, too. */
    static ImpersonatedAccount of(CredentialJson file, TokenEndpoint endpoint, Clock clock) {
        CredentialJson source = file.part("source_credentials");
        return new ImpersonatedAccount(
                CredentialFile.source(source, endpoint, clock),
                address(file),
                body(file, LIFETIME_SECONDS),
                endpoint,
                clock);
    }

    /** Of a file that names an account to act as beside what it holds otherwise; the source itself, if it names none. */
    static TokenSource where(TokenSource source, CredentialJson file, TokenEndpoint endpoint, Clock clock) {
        if (file.optional(URL, "").isEmpty()) {
            return source;
        }
        long seconds = file.json()
                .at("/service_account_impersonation/token_lifetime_seconds")
                .asLong(LIFETIME_SECONDS);
        return new ImpersonatedAccount(source, address(file), body(file, seconds), endpoint, clock);
    }

    @Override
    public AccessToken fetch() throws IOException {
        Map<String, String> headers =
                Map.of("Authorization", "Bearer " + source.fetch().value());
        JsonNode answer = endpoint.postJson(url, body, headers);
        String token = answer.path("accessToken").asText("");
        if (token.isEmpty()) {
            throw new CredentialsException("The answer about the Google service account holds no accessToken");
        }
        return new AccessToken(
                token, clock.instant(), expires(answer.path("expireTime").asText("")));
    }

    private static Instant expires(String time) {
        try {
            return Instant.parse(time);
        } catch (DateTimeException e) {
            throw new CredentialsException("The answer about the Google service account holds no expireTime", e);
        }
    }

    private static URI address(CredentialJson file) {
        return file.address(URL, "");
    }

    private static ObjectNode body(CredentialJson file, long lifetimeSeconds) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putArray("scope").add(CredentialFile.SCOPE);
        body.put("lifetime", lifetimeSeconds + "s");
        if (file.json().path("delegates").isArray()) {
            body.set("delegates", file.json().path("delegates"));
        }
        return body;
    }
}
