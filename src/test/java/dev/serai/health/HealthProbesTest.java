package dev.serai.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.MappingText;
import dev.serai.config.ModelMapping;
import dev.serai.config.Place;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where the gateway looks after its providers. */
class HealthProbesTest {
    private static final String MODELS = """
            model_mappings:
              a: {providers: {bedrock: {model: a}, vertex: {model: b, location: europe-west1}}}
              b: {providers: {bedrock: {model: b, region: eu-west-1}}}
              c: {providers: {bedrock: {model: c, region: eu-west-1}}}
            """;

    @Test
    void eachRegionThatHasAnAddressIsLookedAt() {
        ModelMapping mapping = MappingText.load(MODELS, Map.of("AWS_REGION", "us-east-1"));
        assertThat(looks(mapping, "bedrock"))
                .containsExactly(List.of(Place.own("bedrock")), List.of(new Place("bedrock", "eu-west-1")));
        assertThat(looks(mapping, "vertex"))
                .containsExactly(List.of(Place.own("vertex")), List.of(new Place("vertex", "europe-west1")));
        assertThat(looks(mapping, "openai")).containsExactly(List.of(Place.own("openai")));
    }

    @Test
    void anAddressOfItsOwnIsLookedAtOnceForAllRegions() {
        ModelMapping mapping = MappingText.load(
                MODELS, Map.of("AWS_REGION", "us-east-1", "AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "http://127.0.0.1:9"));
        assertThat(looks(mapping, "bedrock"))
                .containsExactly(List.of(Place.own("bedrock"), new Place("bedrock", "eu-west-1")));
    }

    private static List<List<Place>> looks(ModelMapping mapping, String provider) {
        return HealthProbes.looks(mapping).stream()
                .filter(look -> look.place().provider().equals(provider))
                .map(HealthProbes.Look::shows)
                .toList();
    }
}
