package dev.serai.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The two blocks of the contract, word for word. */
class ContractExamplesTest {
    @Test
    void theShapeOfEarlierDeploymentsLoadsAsItStands() throws IOException {
        ModelMapping mapping = Mappings.load(resource("contract-shape.yaml"), Map.of());
        assertThat(mapping.model("claude-3-sonnet").orElseThrow().targets())
                .extracting(target -> target.provider().name(), ModelTarget::model)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("bedrock", "anthropic.claude-3-sonnet-20240229-v1:0"),
                        org.assertj.core.groups.Tuple.tuple("anthropic", "claude-3-sonnet-20240229"),
                        org.assertj.core.groups.Tuple.tuple("vertex", "claude-3-sonnet@20240229"));
    }

    static ConfigFile resource(String name) throws IOException {
        try (InputStream in = ContractExamplesTest.class.getResourceAsStream("/config/" + name)) {
            return Mappings.file(in.readAllBytes());
        }
    }
}
