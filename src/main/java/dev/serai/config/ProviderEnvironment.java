package dev.serai.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Joins a provider's block with the variables of its type. A built-in provider's variables outrank its block; to a further
 * provider they are only what its block leaves out, and no key of the environment goes to a host that the block names.
 */
final class ProviderEnvironment {
    private static final Pattern AZURE_HOST = Pattern.compile("[a-z0-9.-]+\\.azure\\.(com|us|cn)(:443)?");

    private final Settings settings;
    private final boolean builtIn;
    private final Map<String, Object> block;
    private final List<String> missing = new ArrayList<>();
    private @Nullable String baseUrl;
    private @Nullable String region;
    private @Nullable String apiKey;

    /** @param block the block's own keys; {@code settings} variables are added to it */
    ProviderEnvironment(Settings settings, boolean builtIn, Map<String, Object> block) {
        this.settings = settings;
        this.builtIn = builtIn;
        this.block = block;
    }

    void join(ProviderType type) {
        switch (type) {
            case OPENAI -> openai();
            case ANTHROPIC -> anthropic();
            case BEDROCK -> bedrock();
            case AZURE -> azure();
            case VERTEX -> vertex();
            case IBM -> ibm();
            case ORACLE -> oracle();
            case SANDBOX -> {}
        }
    }

    @Nullable
    String baseUrl() {
        return baseUrl;
    }

    @Nullable
    String region() {
        return region;
    }

    @Nullable
    String apiKey() {
        return apiKey;
    }

    /** Variables without which the provider can't be called. */
    List<String> missing() {
        return missing;
    }

    private void openai() {
        boolean elsewhere = elsewhere();
        baseUrl = address("OPENAI_BASE_URL", "https://api.openai.com/v1");
        apiKey = key("OPENAI_API_KEY", elsewhere);
        if (!elsewhere) {
            keep("org_id", "OPENAI_ORG_ID");
            keep("project_id", "OPENAI_PROJECT_ID");
        }
    }

    private void anthropic() {
        boolean elsewhere = elsewhere();
        String address = address("ANTHROPIC_BASE_URL", "https://api.anthropic.com");
        // The SDKs' base URL has no version, but many set one with it.
        baseUrl = address.endsWith("/v1") ? address.substring(0, address.length() - "/v1".length()) : address;
        apiKey = key("ANTHROPIC_API_KEY", elsewhere);
    }

    /** Its credentials are judged at run time, by the AWS chain. */
    private void bedrock() {
        baseUrl = joined("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", own("base_url").or(() -> own("endpoint")))
                .map(ProviderEnvironment::withoutSlash)
                .orElse(null);
        region = joined("AWS_REGION", own("region")).orElse(null);
        apiKey = elsewhere()
                ? own("api_key").orElse(null)
                : joined("AWS_BEARER_TOKEN_BEDROCK", own("api_key")).orElse(null);
        keep("control_endpoint", "AWS_ENDPOINT_URL_BEDROCK");
    }

    private void azure() {
        boolean elsewhere = elsewhere();
        baseUrl = joined("AZURE_OPENAI_ENDPOINT", own("endpoint").or(() -> own("base_url")))
                .map(ProviderEnvironment::withoutSlash)
                .orElseGet(() -> needed("AZURE_OPENAI_ENDPOINT"));
        keep("api_version", "AZURE_API_VERSION");
        block.putIfAbsent("api_version", "2024-10-21");
        apiKey = elsewhere
                ? own("api_key").orElse(null)
                : joined("AZURE_OPENAI_API_KEY", own("api_key")).orElse(null);
        if (apiKey == null && elsewhere && !knowsEntra()) {
            missing.add("api_key: tokens of Entra ID are for hosts of Azure");
        } else if (apiKey == null && AzureIdentity.of(settings).isEmpty()) {
            List<String> begun = AzureIdentity.missing(settings);
            missing.addAll(begun.isEmpty() ? List.of("AZURE_OPENAI_API_KEY") : begun);
        }
    }

    /** Azure's own host, in any of its clouds, or that of the built-in provider: nobody else is shown a token. */
    private boolean knowsEntra() {
        String host = authority(baseUrl);
        return AZURE_HOST.matcher(host).matches()
                || settings.text("AZURE_OPENAI_ENDPOINT")
                        .map(ProviderEnvironment::authority)
                        .filter(host::equals)
                        .isPresent();
    }

    private static String authority(@Nullable String url) {
        try {
            String authority = url == null ? null : new URI(url).getRawAuthority();
            return authority == null ? "" : authority.toLowerCase(Locale.ROOT);
        } catch (URISyntaxException e) {
            return ""; // Told by whoever checks addresses.
        }
    }

    /** Without a fixed token its credentials are judged at run time, by Application Default Credentials. */
    private void vertex() {
        baseUrl = joined("VERTEX_BASE_URL", own("base_url").or(() -> own("endpoint")))
                .map(ProviderEnvironment::withoutSlash)
                .orElse(null);
        region = joined("GCP_LOCATION", own("location").or(() -> own("region"))).orElse("us-central1");
        apiKey = elsewhere()
                ? own("api_key").orElse(null)
                : joined("GCP_ACCESS_TOKEN", own("api_key")).orElse(null);
        keep("project_id", "GCP_PROJECT_ID");
        if (!block.containsKey("project_id") && !GoogleApiKey.is(apiKey)) {
            missing.add("GCP_PROJECT_ID");
        }
        if (elsewhere() && apiKey == null && !baseUrl.matches("https://([a-z0-9-]+\\.)+googleapis\\.com")) {
            // A bearer token is Google's alone: no other host is shown what the environment's credentials are worth.
            missing.add("api_key");
        }
    }

    private void ibm() {
        boolean elsewhere = elsewhere();
        baseUrl = joined("IBM_BASE_URL", own("base_url").or(() -> own("endpoint")))
                .map(ProviderEnvironment::withoutSlash)
                .orElse(null);
        region = own("region").orElse(null);
        apiKey = key("IBM_API_KEY", elsewhere);
        projectOrSpace();
        keep("iam_url", "IBM_IAM_URL");
    }

    /** A deployment space stands in a project's place; a built-in provider's variable outranks both. */
    private void projectOrSpace() {
        if (builtIn && settings.text("IBM_PROJECT_ID").isPresent()) {
            block.remove("space_id");
        }
        if (own("space_id").isEmpty()) {
            require("project_id", "IBM_PROJECT_ID");
        }
    }

    /** Without a bearer token its credentials are judged at run time, by the process' OCI identity, and so is its region. */
    private void oracle() {
        boolean elsewhere = elsewhere();
        baseUrl = joined("ORACLE_ENDPOINT", own("endpoint").or(() -> own("base_url")))
                .map(ProviderEnvironment::withoutSlash)
                .orElse(null);
        region = joined("OCI_REGION", own("region")).orElse(null);
        if (baseUrl == null && region == null && !ociConfigFile()) {
            missing.add("ORACLE_ENDPOINT");
        }
        require("compartment_id", "ORACLE_COMPARTMENT_ID");
        apiKey = elsewhere
                ? own("api_key").orElse(null)
                : joined("ORACLE_AUTH_TOKEN", own("api_key")).orElse(null);
    }

    /** Which may name a region as well. */
    private boolean ociConfigFile() {
        return Files.isRegularFile(settings.text("OCI_CONFIG_FILE")
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".oci", "config")));
    }

    /** Whether a further provider names a host of its own: what the environment holds for the vendor's is not for it. */
    private boolean elsewhere() {
        return !builtIn && (own("base_url").isPresent() || own("endpoint").isPresent());
    }

    private String address(String variable, String otherwise) {
        return withoutSlash(
                joined(variable, own("base_url").or(() -> own("endpoint"))).orElse(otherwise));
    }

    private @Nullable String key(String variable, boolean elsewhere) {
        if (elsewhere) {
            return own("api_key").orElse(null);
        }
        return joined(variable, own("api_key")).orElseGet(() -> needed(variable));
    }

    private void require(String key, String variable) {
        keep(key, variable);
        if (!block.containsKey(key)) {
            missing.add(variable);
        }
    }

    private void keep(String key, String variable) {
        joined(variable, own(key)).ifPresent(value -> block.put(key, value));
    }

    private Optional<String> joined(String variable, Optional<String> own) {
        return builtIn ? settings.text(variable).or(() -> own) : own.or(() -> settings.text(variable));
    }

    private Optional<String> own(String key) {
        return Optional.ofNullable(block.get(key)).map(Object::toString).filter(text -> !text.isBlank());
    }

    private @Nullable String needed(String variable) {
        missing.add(variable);
        return null;
    }

    private static String withoutSlash(String address) {
        return address.endsWith("/") ? withoutSlash(address.substring(0, address.length() - 1)) : address;
    }
}
