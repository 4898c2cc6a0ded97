package dev.serai.passthrough;

import static dev.serai.passthrough.Operation.any;
import static dev.serai.passthrough.Operation.get;
import static dev.serai.passthrough.Operation.post;
import static dev.serai.passthrough.UsageShape.OCI;

import java.util.Map;

/**
 * OCI Generative AI Inference: https://docs.oracle.com/en-us/iaas/api/#/en/generative-ai-inference/20231130/, and what lists
 * models at its control plane. A dedicated cluster's endpoint is its model.
 */
final class OracleOperations {
    private static final String[] MODEL = {"servingMode.modelId", "servingMode.endpointId"};

    static final OperationTable TABLE = OperationTable.of(
                    post("/20231130/actions/chat")
                            .modelIn(MODEL)
                            .streamsIf("chatRequest.isStream")
                            .using(OCI),
                    post("/20231130/actions/generateText")
                            .modelIn(MODEL)
                            .streamsIf("inferenceRequest.isStream")
                            .using(OCI),
                    post("/20231130/actions/embedText|rerankText|summarizeText")
                            .modelIn(MODEL)
                            .using(OCI),
                    get("/20231130/models").onControlHost(),
                    get("/20231130/models/{model}").onControlHost())
            .everything(any("/20231130/actions/**"), any("/20231130/**").onControlHost())
            .query("compartmentId", "capability", "vendor", "displayName", "lifecycleState", "limit", "page")
            .headers("opc-request-id", "opc-retry-token")
            .bound(Map.of("compartmentId", "compartment_id"));

    private OracleOperations() {}
}
