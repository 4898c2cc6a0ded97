package dev.serai.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A provider's block joined with the contract's variables. */
class ProviderEnvironmentTest {
    @Test
    void withoutBlockAndVariablesEachSaysWhatItMisses() {
        Map<String, ProviderSettings> providers = Mappings.load("").providers();
        assertThat(providers.keySet())
                .containsExactly("bedrock", "anthropic", "openai", "azure", "vertex", "ibm", "oracle", "sandbox");
        assertThat(providers.get("openai").missing()).containsExactly("OPENAI_API_KEY");
        assertThat(providers.get("anthropic").missing()).containsExactly("ANTHROPIC_API_KEY");
        assertThat(providers.get("azure").missing()).containsExactly("AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_KEY");
        assertThat(providers.get("vertex").missing()).containsExactly("GCP_PROJECT_ID");
        assertThat(providers.get("ibm").missing()).containsExactly("IBM_API_KEY", "IBM_PROJECT_ID");
        assertThat(providers.get("oracle").missing()).contains("ORACLE_ENDPOINT", "ORACLE_COMPARTMENT_ID");
        assertThat(providers.get("bedrock").configured())
                .as("the AWS chain judges at run time")
                .isTrue();
        assertThat(providers.get("openai").baseUrl()).isEqualTo("https://api.openai.com/v1");
        assertThat(providers.get("anthropic").baseUrl()).isEqualTo("https://api.anthropic.com");
        assertThat(providers.get("bedrock").baseUrl()).isNull();
        assertThat(providers.get("vertex").region()).isEqualTo("us-central1");
    }

    @Test
    void aVariableOutranksTheBlock() {
        ProviderSettings openai = provider(
                "openai",
                "providers: {openai: {base_url: \"http://file/v1\", api_key: file}}",
                Map.of("OPENAI_BASE_URL", "http://variable:8080/v1/", "OPENAI_API_KEY", "variable"));
        assertThat(openai.baseUrl()).isEqualTo("http://variable:8080/v1");
        assertThat(openai.apiKey()).isEqualTo("variable");
        assertThat(openai.configured()).isTrue();
        assertThat(openai.settings()).doesNotContainKey("api_key");
        assertThat(openai).hasToString("ProviderSettings[openai, openai]");
    }

    @Test
    void anthropicsBaseUrlMayEndInItsVersion() {
        ProviderSettings anthropic =
                provider("anthropic", "", Map.of("ANTHROPIC_BASE_URL", "http://fake:1/v1", "ANTHROPIC_API_KEY", "k"));
        assertThat(anthropic.baseUrl()).isEqualTo("http://fake:1");
        assertThat(anthropic.configured()).isTrue();
    }

    @Test
    void bedrockTakesTheSdksOwnVariables() {
        ProviderSettings bedrock = provider(
                "bedrock",
                "providers: {bedrock: {region: us-east-1}}",
                Map.of("AWS_REGION", "eu-west-1", "AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "http://localhost:4566"));
        assertThat(bedrock.region()).isEqualTo("eu-west-1");
        assertThat(bedrock.baseUrl()).isEqualTo("http://localhost:4566");
    }

    @Test
    void entrasTokensAreForHostsOfAzure() {
        Map<String, String> entra = Map.of(
                "AZURE_TENANT_ID",
                "t",
                "AZURE_CLIENT_ID",
                "c",
                "AZURE_CLIENT_SECRET",
                "s",
                "AZURE_OPENAI_ENDPOINT",
                "http://proxy:8080");
        for (String host : new String[] {
            "https://second.openai.azure.com", "https://x.services.ai.azure.com/openai/v1", "http://proxy:8080"
        }) {
            assertThat(provider("second", "providers: {second: {type: azure, endpoint: \"" + host + "\"}}", entra)
                            .missing())
                    .as(host)
                    .isEmpty();
        }
        for (String host : new String[] {"https://azure.com.evil", "https://notazure.com", "http://127.0.0.1:9"}) {
            assertThat(provider("second", "providers: {second: {type: azure, endpoint: \"" + host + "\"}}", entra)
                            .missing())
                    .as(host)
                    .singleElement()
                    .asString()
                    .contains("api_key");
        }
    }

    @Test
    void aSecondBedrockKeepsItsOwnRegion() {
        ProviderSettings second = provider(
                "bedrock-tokyo",
                "providers: {bedrock-tokyo: {type: bedrock, region: ap-northeast-1}}",
                Map.of("AWS_REGION", "eu-west-1"));
        assertThat(second.region()).isEqualTo("ap-northeast-1");
        assertThat(second.type()).isEqualTo("bedrock");
    }

    @Test
    void aFurtherServerNeedsNoKeyAndGetsNoneOfTheEnvironment() {
        ProviderSettings local = provider(
                "local",
                "providers: {local: {type: openai, base_url: \"http://localhost:11434/v1\"}}",
                Map.of("OPENAI_API_KEY", "secret", "OPENAI_BASE_URL", "http://other/v1", "OPENAI_ORG_ID", "org"));
        assertThat(local.configured()).isTrue();
        assertThat(local.apiKey()).isNull();
        assertThat(local.baseUrl()).isEqualTo("http://localhost:11434/v1");
        assertThat(local.settings()).doesNotContainKey("org_id");
    }

    @Test
    void anUnsetVariableInABlockMakesTheProviderUnconfiguredAndIsNoMistake() {
        ProviderSettings local = provider(
                "local",
                "providers: {local: {type: openai, base_url: \"${LOCAL_URL:-http://localhost/v1}\", api_key: \"${LOCAL_KEY}\"}}",
                Map.of());
        assertThat(local.missing()).containsExactly("LOCAL_KEY");
        assertThat(local.baseUrl()).isEqualTo("http://localhost/v1");
    }

    @Test
    void azureTakesAKeyOrAServicePrincipal() {
        Map<String, String> endpoint = Map.of("AZURE_OPENAI_ENDPOINT", "https://us.openai.azure.com/");
        assertThat(provider("azure", "", endpoint).missing()).containsExactly("AZURE_OPENAI_API_KEY");
        ProviderSettings principal = provider(
                "azure",
                "",
                Map.of(
                        "AZURE_OPENAI_ENDPOINT", "https://us.openai.azure.com/",
                        "AZURE_TENANT_ID", "t",
                        "AZURE_CLIENT_ID", "c",
                        "AZURE_FEDERATED_TOKEN_FILE", "/token"));
        assertThat(principal.configured()).isTrue();
        assertThat(principal.baseUrl()).isEqualTo("https://us.openai.azure.com");
        assertThat(principal.settings().get("api_version")).isEqualTo("2024-10-21");
    }

    @Test
    void anApiKeyStandsForAGoogleProject() {
        assertThat(provider("vertex", "", Map.of("GCP_ACCESS_TOKEN", "ya29.token"))
                        .missing())
                .containsExactly("GCP_PROJECT_ID");
        assertThat(provider("vertex", "", Map.of("GCP_ACCESS_TOKEN", "AIzaKey")).missing())
                .isEmpty();
    }

    @Test
    void aFurtherVertexShowsTheEnvironmentsCredentialsToGoogleAlone() {
        Map<String, String> environment = Map.of("GCP_PROJECT_ID", "ours", "GCP_ACCESS_TOKEN", "ya29.token");
        ProviderSettings elsewhere = provider(
                "ours",
                "providers: {ours: {type: vertex, base_url: \"https://googleapis.com.evil.example\"}}",
                environment);
        assertThat(elsewhere.missing()).containsExactly("api_key");
        assertThat(elsewhere.apiKey()).isNull();
        ProviderSettings atGoogle = provider(
                "ours",
                "providers: {ours: {type: vertex, base_url: \"https://europe-west1-aiplatform.googleapis.com\"}}",
                environment);
        assertThat(atGoogle.missing()).isEmpty();
    }

    @Test
    void anAddressThatIsNoneIsRefused() {
        assertThat(Mappings.problems("providers: {openai: {base_url: \"localhost:11434/v1\"}}"))
                .containsExactly(
                        "model-mapping.yaml:1:21: providers.openai: its base URL is not an http or https address"
                                + " without query");
    }

    @Test
    void anAddressOfIamThatIsNoneIsRefused() {
        for (String address : List.of("iam.internal:443", "https://iam internal", "ftp://iam.internal")) {
            assertThatThrownBy(() -> Mappings.load("model_mappings: {}", Map.of("IBM_IAM_URL", address)))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("its IBM_IAM_URL is not an http or https address without query");
        }
    }

    @Test
    void aProjectAndASpaceAtOnceAreRefused() {
        String suggestion = "has both project_id and space_id (keep the one that the model is used in)";
        assertThat(Mappings.problems("providers: {ibm: {project_id: a, space_id: b}}"))
                .containsExactly("model-mapping.yaml:1:18: providers.ibm: " + suggestion);
        assertThat(Mappings.problems(
                        "model_mappings: {m: {providers: {ibm: {model: ibm/x, project_id: a, space_id: b}}}}"))
                .containsExactly("model-mapping.yaml:1:39: model_mappings.m.providers.ibm: " + suggestion);
    }

    private static ProviderSettings provider(String name, String mapping, Map<String, String> environment) {
        return Mappings.load(mapping, environment).providers().get(name);
    }
}
