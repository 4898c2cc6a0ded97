package dev.serai.passthrough;

import static dev.serai.passthrough.Operation.any;
import static dev.serai.passthrough.Operation.get;
import static dev.serai.passthrough.Operation.post;
import static dev.serai.passthrough.UsageShape.ANTHROPIC;

/** Anthropic: https://docs.anthropic.com/en/api/overview. Files, batches, skills and organisations are management. */
final class AnthropicOperations {
    static final OperationTable TABLE = OperationTable.of(
                    post("/v1/messages").modelIn("model").streamsIf("stream").using(ANTHROPIC),
                    post("/v1/messages/count_tokens").modelIn("model"),
                    post("/v1/complete").modelIn("model").streamsIf("stream"),
                    get("/v1/models"),
                    get("/v1/models/{model}"))
            .everything(
                    any("/v1/files").withAnyContent(),
                    any("/v1/skills").withAnyContent(),
                    any("/v1/skills/{skill}/versions").withAnyContent(),
                    any("/**"))
            .query("beta", "limit", "before_id", "after_id")
            .headers("anthropic-version", "anthropic-beta");

    private AnthropicOperations() {}
}
