package dev.serai.credentials.google;

import dev.serai.credentials.AccessToken;
import dev.serai.credentials.TokenEndpoint;
import dev.serai.credentials.TokenSource;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.Map;

/**
 * Workload identity federation: another issuer's token (Kubernetes, GitHub, Azure …) is exchanged for one of Google's.
 * Thread-safe.
 *
 * @see <a href="https://google.aip.dev/auth/4117">AIP-4117: external accounts</a>
 */
final class ExternalAccount implements TokenSource {
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

    private final URI tokenUrl;
    private final String audience;
    private final String subjectTokenType;
    private final SubjectToken subject;
    private final TokenEndpoint endpoint;

    private ExternalAccount(
            URI tokenUrl, String audience, String subjectTokenType, SubjectToken subject, TokenEndpoint endpoint) {
        this.tokenUrl = tokenUrl;
        this.audience = audience;
        this.subjectTokenType = subjectTokenType;
        this.subject = subject;
        this.endpoint = endpoint;
    }

    static TokenSource of(CredentialJson file, TokenEndpoint endpoint, Clock clock) {
        ExternalAccount account = new ExternalAccount(
                file.address("token_url", "https://sts.googleapis.com/v1/token"),
                file.required("audience"),
                file.required("subject_token_type"),
                SubjectToken.of(file.part("credential_source"), endpoint),
                endpoint);
        return ImpersonatedAccount.where(account, file, endpoint, clock);
    }

    /** RFC 8693. */
    @Override
    public AccessToken fetch() throws IOException {
        return endpoint.bearer(endpoint.post(
                tokenUrl,
                Map.of(
                        "grant_type",
                        GRANT,
                        "audience",
                        audience,
                        "scope",
                        CredentialFile.SCOPE,
                        "requested_token_type",
                        ACCESS_TOKEN,
                        "subject_token_type",
                        subjectTokenType,
                        "subject_token",
                        subject.value())));
    }
}
