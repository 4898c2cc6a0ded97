package dev.serai.passthrough;

import static dev.serai.passthrough.Operation.any;
import static dev.serai.passthrough.Operation.get;
import static dev.serai.passthrough.Operation.post;
import static dev.serai.passthrough.UsageShape.CONVERSE;
import static dev.serai.passthrough.UsageShape.INVOKE;

/**
 * Amazon Bedrock's runtime: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Amazon_Bedrock_Runtime.html,
 * and what lists models at its control plane. Asynchronous calls write to buckets, so that they are management.
 */
final class BedrockOperations {
    /** Some vendors' bodies may name the model once more. */
    private static final String[] AGAIN = {"modelId", "model"};

    static final OperationTable TABLE = OperationTable.of(
                    post("/model/{model}/converse").agreeing(AGAIN).using(CONVERSE),
                    post("/model/{model}/converse-stream")
                            .agreeing(AGAIN)
                            .streaming()
                            .using(CONVERSE),
                    post("/model/{model}/invoke")
                            .agreeing(AGAIN)
                            .withAnyContent()
                            .using(INVOKE),
                    post("/model/{model}/invoke-with-response-stream")
                            .agreeing(AGAIN)
                            .withAnyContent()
                            .streaming()
                            .using(INVOKE),
                    post("/model/{model}/count-tokens"),
                    post("/guardrail/{guardrail}/version/{version}/apply"),
                    get("/foundation-models").onControlHost(),
                    get("/foundation-models/{model}").onControlHost(),
                    get("/inference-profiles").onControlHost(),
                    get("/inference-profiles/{model}").onControlHost())
            .everything(
                    any("/foundation-models/**").onControlHost(),
                    any("/inference-profiles/**").onControlHost(),
                    any("/**"))
            .query(
                    "byProvider",
                    "byCustomizationType",
                    "byOutputModality",
                    "byInferenceType",
                    "maxResults",
                    "nextToken",
                    "type",
                    "typeEquals")
            .headers("x-amzn-bedrock-*")
            .withArns();

    private BedrockOperations() {}
}
