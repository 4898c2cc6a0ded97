package dev.serai.passthrough;

import static dev.serai.passthrough.Operation.any;
import static dev.serai.passthrough.Operation.get;
import static dev.serai.passthrough.Operation.post;
import static dev.serai.passthrough.UsageShape.OPENAI;

/**
 * Azure OpenAI, dated and v1: https://learn.microsoft.com/en-us/azure/ai-foundry/openai/reference. The deployment of the path
 * is the model; the service pays no heed to a model in such a body.
 */
final class AzureOperations {
    static final OperationTable TABLE = OperationTable.of(
                    post("/openai/deployments/{model}/chat/completions")
                            .streamsIf("stream")
                            .using(OPENAI),
                    post("/openai/deployments/{model}/completions|embeddings")
                            .streamsIf("stream")
                            .using(OPENAI),
                    post("/openai/v1/chat/completions")
                            .modelIn("model")
                            .streamsIf("stream")
                            .using(OPENAI),
                    post("/openai/v1/completions|embeddings|responses")
                            .modelIn("model")
                            .streamsIf("stream")
                            .using(OPENAI),
                    post("/openai/responses")
                            .modelIn("model")
                            .streamsIf("stream")
                            .using(OPENAI),
                    get("/openai/models"),
                    get("/openai/models/{model}"),
                    get("/openai/v1/models"),
                    get("/openai/v1/models/{model}"))
            .others("/openai/deployments/{model}/**", "/openai/v1/**")
            .management(
                    // A deployment itself, and its stored completions.
                    "/openai/deployments/{model}",
                    "/openai/deployments/{model}/chat/completions/**",
                    "/openai/v1/files/**",
                    "/openai/v1/uploads/**",
                    "/openai/v1/batches/**",
                    "/openai/v1/fine_tuning/**",
                    "/openai/v1/responses/**",
                    "/openai/v1/chat/completions/**",
                    "/openai/v1/conversations/**",
                    "/openai/v1/assistants/**",
                    "/openai/v1/threads/**",
                    "/openai/v1/vector_stores/**",
                    "/openai/v1/containers/**",
                    "/openai/v1/evals/**",
                    "/openai/v1/video/**",
                    "/openai/v1/videos/**",
                    "/openai/v1/realtime/**")
            .everything(
                    any("/openai/files").withAnyContent(),
                    any("/openai/v1/files").withAnyContent(),
                    any("/openai/v1/uploads/{upload}/parts").withAnyContent(),
                    any("/openai/v1/containers/{container}/files").withAnyContent(),
                    any("/**"))
            .query("api-version")
            .headers("openai-beta", "x-ms-client-request-id");

    private AzureOperations() {}
}
