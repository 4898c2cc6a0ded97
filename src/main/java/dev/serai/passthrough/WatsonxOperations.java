package dev.serai.passthrough;

import static dev.serai.passthrough.Operation.get;
import static dev.serai.passthrough.Operation.post;
import static dev.serai.passthrough.UsageShape.OPENAI;
import static dev.serai.passthrough.UsageShape.WATSONX;

import java.util.Map;

/** watsonx.ai: https://cloud.ibm.com/apidocs/watsonx-ai. A deployment's id is its model. */
final class WatsonxOperations {
    static final OperationTable TABLE = OperationTable.of(
                    post("/ml/v1/text/chat|generation|embeddings|rerank")
                            .modelIn("model_id")
                            .using(WATSONX),
                    post("/ml/v1/text/chat_stream|generation_stream")
                            .modelIn("model_id")
                            .streaming()
                            .using(WATSONX),
                    post("/ml/v1/text/tokenization").modelIn("model_id"),
                    post("/ml/v1/time_series/forecast").modelIn("model_id"),
                    post("/ml/v1/deployments/{model}/text/chat|generation").using(WATSONX),
                    post("/ml/v1/deployments/{model}/text/chat_stream|generation_stream")
                            .streaming()
                            .using(WATSONX),
                    post("/ml/gateway/v1/chat/completions")
                            .modelIn("model")
                            .streamsIf("stream")
                            .using(OPENAI),
                    post("/ml/gateway/v1/completions|embeddings")
                            .modelIn("model")
                            .streamsIf("stream")
                            .using(OPENAI),
                    get("/ml/v1/foundation_model_specs"),
                    get("/ml/v1/foundation_model_tasks"),
                    get("/ml/gateway/v1/models"))
            .query("version", "start", "limit", "filters")
            .bound(Map.of("project_id", "project_id", "space_id", "space_id"));

    private WatsonxOperations() {}
}
