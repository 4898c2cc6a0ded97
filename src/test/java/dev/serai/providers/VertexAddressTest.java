package dev.serai.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.MappingText;
import dev.serai.config.ModelTarget;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VertexAddressTest {
    private static final String PREDICT = "/publishers/anthropic/models/claude-opus-4-6:rawPredict";

    private final VertexAddress address = new VertexAddress();

    @ParameterizedTest
    @CsvSource({
        "us-central1, https://us-central1-aiplatform.googleapis.com",
        "europe-west4, https://europe-west4-aiplatform.googleapis.com",
        "global, https://aiplatform.googleapis.com",
        "us, https://aiplatform.us.rep.googleapis.com",
        "eu, https://aiplatform.eu.rep.googleapis.com"
    })
    void eachLocationHasItsHost(String location, String host) {
        ModelTarget target = target("{model: claude-opus-4-6, location: " + location + "}", Map.of());
        assertThat(address.url(target, PREDICT))
                .isEqualTo(host + "/v1/projects/our-project/locations/" + location + PREDICT);
    }

    @Test
    void theTargetsOwnGoesBeforeTheVariable() {
        ModelTarget target =
                target("{model: claude-opus-4-6, project_id: research}", Map.of("GCP_LOCATION", "asia-southeast1"));
        assertThat(address.url(target, PREDICT))
                .isEqualTo("https://asia-southeast1-aiplatform.googleapis.com/v1/projects/research"
                        + "/locations/asia-southeast1" + PREDICT);
    }

    @Test
    void withoutAnyLocationItIsUsCentral1() {
        assertThat(address.url(target("{model: claude-opus-4-6}", Map.of()), PREDICT))
                .startsWith(
                        "https://us-central1-aiplatform.googleapis.com/v1/projects/our-project/locations/us-central1/");
    }

    @Test
    void theBaseUrlHasNoVersion() {
        ModelTarget target = target("{model: claude-opus-4-6}", Map.of("VERTEX_BASE_URL", "https://psc.example/"));
        assertThat(address.url(target, PREDICT))
                .isEqualTo("https://psc.example/v1/projects/our-project/locations/us-central1" + PREDICT);
    }

    @Test
    void openAisDialectHasAnEndpointOfItsOwn() {
        assertThat(address.url(target("{model: meta/llama-4-maas, location: us-east5}", Map.of()), "/chat/completions"))
                .isEqualTo("https://us-east5-aiplatform.googleapis.com/v1/projects/our-project/locations/us-east5"
                        + "/endpoints/openapi/chat/completions");
    }

    @Test
    void anApiKeyHasNeitherProjectNorLocation() {
        ModelTarget target =
                target("{model: gemini-2.5-flash, location: us-east5}", Map.of("GCP_ACCESS_TOKEN", "AQ.key"));
        String path = "/publishers/google/models/gemini-2.5-flash:generateContent";
        assertThat(address.url(target, path)).isEqualTo("https://aiplatform.googleapis.com/v1" + path);
    }

    @Test
    void whatIsNoSegmentBecomesOne() {
        ModelTarget target = target("{model: claude-opus-4-6, project_id: \"example.com:ours\"}", Map.of());
        assertThat(address.url(target, PREDICT)).contains("/projects/example.com%3Aours/");
    }

    private static ModelTarget target(String entry, Map<String, String> variables) {
        Map<String, String> given = new HashMap<>(Map.of("GCP_PROJECT_ID", "our-project"));
        given.putAll(variables);
        String mapping = "model_mappings:\n  here: {default_provider: vertex, providers: {vertex: " + entry + "}}\n";
        return MappingText.target(MappingText.load(mapping, given), "here");
    }
}
