package dev.serai.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * As whom this process asks Entra ID for tokens, by the Azure SDKs' own variables: a service principal with a secret, a
 * Kubernetes workload, an App Service's identity, a virtual machine's. The last one is taken only if {@code
 * AZURE_TOKEN_CREDENTIALS} asks for it: whether a machine has one, only the network could tell.
 *
 * @see <a href="https://learn.microsoft.com/java/api/overview/azure/identity-readme">Azure Identity</a>
 */
public enum AzureIdentity {
    CLIENT_SECRET("EnvironmentCredential", "AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"),
    WORKLOAD("WorkloadIdentityCredential", "AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_FEDERATED_TOKEN_FILE"),
    APP_SERVICE("ManagedIdentityCredential", "IDENTITY_ENDPOINT", "IDENTITY_HEADER"),
    VIRTUAL_MACHINE("ManagedIdentityCredential");

    private static final String CHOICE = "AZURE_TOKEN_CREDENTIALS";
    /** The SDKs' name for all that suit production. */
    private static final String PRODUCTION = "prod";

    private final String credential;
    private final List<String> variables;

    AzureIdentity(String credential, String... variables) {
        this.credential = credential;
        this.variables = List.of(variables);
    }

    /** The first that has its variables, and that {@code AZURE_TOKEN_CREDENTIALS} does not exclude. */
    public static Optional<AzureIdentity> of(Settings settings) {
        return Stream.of(values())
                .filter(identity -> identity.lacking(settings).isEmpty() && identity.allowed(settings))
                .findFirst();
    }

    /** The variables without which there is none, of the one that is nearest to being there; empty if none was begun. */
    static List<String> missing(Settings settings) {
        boolean begun = Stream.of("AZURE_TENANT_ID", "AZURE_CLIENT_SECRET", "AZURE_FEDERATED_TOKEN_FILE")
                .anyMatch(name -> settings.text(name).isPresent());
        if (!begun || of(settings).isPresent()) {
            return List.of();
        }
        boolean workload = settings.text("AZURE_FEDERATED_TOKEN_FILE").isPresent();
        return (workload ? WORKLOAD : CLIENT_SECRET).lacking(settings);
    }

    private List<String> lacking(Settings settings) {
        return variables.stream().filter(name -> settings.text(name).isEmpty()).toList();
    }

    private boolean allowed(Settings settings) {
        String choice = settings.text(CHOICE, "").toLowerCase(Locale.ROOT);
        boolean asked = choice.equals(PRODUCTION) || choice.equals(credential.toLowerCase(Locale.ROOT));
        boolean anyNamed =
                Stream.of(values()).anyMatch(each -> choice.equals(each.credential.toLowerCase(Locale.ROOT)));
        return asked || this != VIRTUAL_MACHINE && !anyNamed;
    }
}
