package dev.serai.passthrough;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table of each type of provider that has an API of its own. */
final class Operations {
    private static final Map<String, OperationTable> BY_TYPE = Map.of(
            "openai", OpenAiOperations.TABLE,
            "anthropic", AnthropicOperations.TABLE,
            "bedrock", BedrockOperations.TABLE,
            "azure", AzureOperations.TABLE,
            "vertex", VertexOperations.TABLE,
            "ibm", WatsonxOperations.TABLE,
            "oracle", OracleOperations.TABLE);

    private Operations() {}

    /** @param type in the mapping; the sandbox's has none */
    static @Nullable OperationTable of(String type) {
        return BY_TYPE.get(type);
    }
}
