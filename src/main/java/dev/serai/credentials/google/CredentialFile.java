package dev.serai.credentials.google;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.credentials.CredentialsException;
import dev.serai.credentials.TokenEndpoint;
import dev.serai.credentials.TokenSource;
import java.io.IOException;
import java.time.Clock;

/**
 * Makes a source of tokens of what a file of Application Default Credentials holds. Stateless.
 *
 * @see <a href="https://google.aip.dev/auth/4110">AIP-4110: Application Default Credentials</a>
 */
final class CredentialFile {
    /** What a token is for. Vertex AI knows no narrower scope. */
    static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

    private static final ObjectMapper JSON = new ObjectMapper();

    private CredentialFile() {}

    /** @throws CredentialsException if it is not JSON; the message quotes nothing of it */
    static CredentialJson parse(byte[] content) {
        try {
            JsonNode json = JSON.readTree(content);
            if (json != null && json.isObject()) {
                return new CredentialJson(json, "the file");
            }
        } catch (JsonProcessingException e) {
            throw new CredentialsException("The Google credentials are not JSON"); // Without a cause that quotes them.
        } catch (IOException e) {
            throw new IllegalStateException("Bytes in memory can be read", e);
        }
        throw new CredentialsException("The Google credentials are not a JSON object");
    }

    /** @throws CredentialsException if they are of a kind that is not known, or lack something */
    static TokenSource source(CredentialJson file, TokenEndpoint endpoint, Clock clock) {
        return switch (file.optional("type", "")) {
            case "service_account" -> ServiceAccountKey.of(file, endpoint, clock);
            case "authorized_user" -> AuthorizedUser.of(file, endpoint);
            case "external_account" -> ExternalAccount.of(file, endpoint, clock);
            case "impersonated_service_account" -> ImpersonatedAccount.of(file, endpoint, clock);
            default ->
                throw new CredentialsException("The Google credentials are of none of the types service_account,"
                        + " authorized_user, external_account and impersonated_service_account");
        };
    }
}
