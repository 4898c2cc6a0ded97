package dev.serai.credentials;

import dev.serai.config.AzureIdentity;
import dev.serai.config.ConfigurationProblem;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fetches the tokens of one Entra identity, as the Azure SDKs do. Thread-safe.
 *
 * @see <a href="https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow">Entra: client credentials</a>
 * @see <a href="https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token">Entra:
 *     managed identity of a virtual machine</a>
 * @see <a href="https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference">App Service:
 *     managed identity</a>
 */
final class EntraTokens {
    private static final String AUTHORITY = "AZURE_AUTHORITY_HOST";
    /** The SDKs' variable for whoever stands in for a virtual machine's metadata service. */
    private static final String METADATA = "AZURE_POD_IDENTITY_AUTHORITY_HOST";

    private final AzureIdentity identity;
    private final Settings settings;
    private final TokenEndpoint http;
    private final URI endpoint;

    /** @throws InvalidConfigurationException if an address among the settings is none */
    EntraTokens(AzureIdentity identity, Settings settings, Clock clock) {
        this.identity = identity;
        this.settings = settings;
        this.http = new TokenEndpoint(clock);
        this.endpoint = switch (identity) {
            case CLIENT_SECRET, WORKLOAD ->
                address(
                        AUTHORITY,
                        "https://login.microsoftonline.com",
                        "/" + encoded(needed("AZURE_TENANT_ID")) + "/oauth2/v2.0/token");
            case APP_SERVICE -> address("IDENTITY_ENDPOINT", "", "");
            case VIRTUAL_MACHINE -> address(METADATA, "http://169.254.169.254", "/metadata/identity/oauth2/token");
        };
    }

    /** @param audience for whom the token is, without {@code /.default} */
    TokenSource forAudience(String audience) {
        return switch (identity) {
            case CLIENT_SECRET -> () -> exchanged(audience, Map.of("client_secret", needed("AZURE_CLIENT_SECRET")));
            case WORKLOAD -> () -> exchanged(audience, assertion());
            case APP_SERVICE ->
                () -> given(audience, "2019-08-01", Map.of("X-IDENTITY-HEADER", needed("IDENTITY_HEADER")));
            case VIRTUAL_MACHINE -> () -> given(audience, "2018-02-01", Map.of("Metadata", "true"));
        };
    }

    private AccessToken exchanged(String audience, Map<String, String> proof) throws IOException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("client_id", needed("AZURE_CLIENT_ID"));
        form.put("scope", audience + "/.default");
        form.putAll(proof);
        return http.bearer(http.post(endpoint, form));
    }

    /** Kubernetes writes the file anew within the hour. */
    private Map<String, String> assertion() {
        String file = needed("AZURE_FEDERATED_TOKEN_FILE");
        try {
            return Map.of(
                    "client_assertion_type",
                    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                    "client_assertion",
                    Files.readString(Path.of(file)).strip());
        } catch (IOException e) {
            throw new CredentialsException("The file that AZURE_FEDERATED_TOKEN_FILE names can't be read", e);
        }
    }

    private AccessToken given(String audience, String version, Map<String, String> headers) throws IOException {
        String query = "?api-version=" + version + "&resource=" + encoded(audience);
        // Of several identities that a host has.
        Optional<String> client = settings.text("AZURE_CLIENT_ID");
        URI asked = URI.create(
                endpoint + query + client.map(id -> "&client_id=" + encoded(id)).orElse(""));
        return http.bearer(http.get(asked, headers));
    }

    private String needed(String name) {
        return settings.text(name).orElseThrow(() -> new CredentialsException(name + " is not set"));
    }

    private URI address(String variable, String otherwise, String path) {
        String named = settings.text(variable, otherwise);
        // Some of the SDKs take an authority without its scheme.
        String whole = named.contains("://") ? named : "https://" + named;
        String base = whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole;
        try {
            URI address = new URI(base + path);
            if (address.getHost() != null
                    && address.getRawQuery() == null
                    && address.getScheme().startsWith("http")) {
                return address;
            }
            throw new URISyntaxException(named, "not an http or https address");
        } catch (URISyntaxException e) {
            throw new InvalidConfigurationException(List.of(new ConfigurationProblem(
                    "settings", 0, 0, variable, "\"" + named + "\" is not an http or https URL", null)));
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
