package dev.serai.credentials.google;

import dev.serai.credentials.AccessToken;
import dev.serai.credentials.TokenEndpoint;
import dev.serai.credentials.TokenSource;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/**
 * A person, as {@code gcloud auth application-default login} leaves one behind: a refresh token. Thread-safe.
 *
 * @see <a href="https://google.aip.dev/auth/4113">AIP-4113: user credentials</a>
 */
final class AuthorizedUser implements TokenSource {
    private final URI tokenUri;
    private final Map<String, String> form;
    private final TokenEndpoint endpoint;

    private AuthorizedUser(URI tokenUri, Map<String, String> form, TokenEndpoint endpoint) {
        this.tokenUri = tokenUri;
        this.form = form;
        this.endpoint = endpoint;
    }

    static AuthorizedUser of(CredentialJson file, TokenEndpoint endpoint) {
        return new AuthorizedUser(
                file.address("token_uri", ServiceAccountKey.TOKEN_URI),
                Map.of(
                        "grant_type",
                        "refresh_token",
                        "client_id",
                        file.required("client_id"),
                        "client_secret",
                        file.required("client_secret"),
                        "refresh_token",
                        file.required("refresh_token")),
                endpoint);
    }

    @Override
    public AccessToken fetch() throws IOException {
        return endpoint.bearer(endpoint.post(tokenUri, form));
    }
}
