package dev.serai.credentials.oci;

import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings;
import dev.serai.credentials.Credentials;
import dev.serai.credentials.CredentialsException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.net.URIAuthority;
import org.jspecify.annotations.Nullable;

/** Authenticates to OCI: by the provider's bearer token where it has one, else by signature. Thread-safe. */
public final class OciCredentials implements Credentials {
    private static final Pattern KEY_ID = Pattern.compile("keyId=\"([^\"]*)\"");

    private final OciIdentity identity;
    private final Clock clock;

    OciCredentials(OciIdentity identity, Clock clock) {
        this.identity = identity;
        this.clock = clock;
    }

    @Override
    public void authenticate(HttpRequest request, byte[] body, ModelTarget target) {
        String bearer = target.provider().apiKey();
        if (bearer != null) {
            request.setHeader("Authorization", "Bearer " + bearer);
            return;
        }
        URIAuthority authority = request.getAuthority();
        String host = authority.getHostName() + (authority.getPort() < 0 ? "" : ":" + authority.getPort());
        RequestSignature.headers(
                        new RequestSignature.Signed(request.getMethod(), request.getPath(), host, body),
                        identity.key(),
                        clock.instant())
                .forEach(request::setHeader);
    }

    @Override
    public boolean renew(HttpRequest request, ModelTarget target) {
        Header authorization = request.getFirstHeader("Authorization");
        Matcher signed = KEY_ID.matcher(authorization == null ? "" : authorization.getValue());
        return signed.find() && identity.refused(signed.group(1));
    }

    @Override
    public List<String> lacking(ProviderSettings provider) {
        List<String> lacking = new ArrayList<>();
        if (provider.baseUrl() == null && region(provider) == null) {
            lacking.add("ORACLE_ENDPOINT");
        }
        if (provider.apiKey() == null) {
            lacking.addAll(identity.lacking());
        }
        return lacking;
    }

    /**
     * The region of a target: its own, else its provider's, else that of the identity.
     *
     * @throws CredentialsException if none of them names one
     */
    public String region(ModelTarget target) {
        String region = region(target.provider());
        String known = target.setting("region", region == null ? "" : region);
        if (known.isEmpty()) {
            throw new CredentialsException("There is neither an ORACLE_ENDPOINT nor a region");
        }
        return known;
    }

    private @Nullable String region(ProviderSettings provider) {
        return provider.region() == null ? identity.region() : provider.region();
    }
}
