package dev.serai.passthrough;

import static dev.serai.passthrough.Operation.any;
import static dev.serai.passthrough.Operation.get;
import static dev.serai.passthrough.Operation.post;
import static dev.serai.passthrough.UsageShape.OPENAI;

/**
 * OpenAI and the servers that speak its API: https://platform.openai.com/docs/api-reference. The last lines are Ollama's own
 * API: https://docs.ollama.com/api.
 */
final class OpenAiOperations {
    static final OperationTable TABLE = OperationTable.of(
                    post("/v1/chat/completions")
                            .modelIn("model")
                            .streamsIf("stream")
                            .using(OPENAI),
                    post("/v1/completions").modelIn("model").streamsIf("stream").using(OPENAI),
                    post("/v1/responses").modelIn("model").streamsIf("stream").using(OPENAI),
                    post("/v1/responses/input_tokens").modelIn("model"),
                    post("/v1/embeddings").modelIn("model").using(OPENAI),
                    post("/v1/rerank").modelIn("model").using(OPENAI),
                    get("/v1/models"),
                    get("/v1/models/{model}"),
                    post("/api/chat").modelIn("model").streamsUnless("stream"),
                    post("/api/generate").modelIn("model").streamsUnless("stream"),
                    post("/api/embed").modelIn("model"),
                    get("/api/tags"))
            .others("/v1/**")
            .management(
                    "/v1/files/**",
                    "/v1/uploads/**",
                    "/v1/batches/**",
                    "/v1/fine_tuning/**",
                    "/v1/fine-tunes/**",
                    "/v1/organization/**",
                    "/v1/organizations/**",
                    "/v1/projects/**",
                    "/v1/admin/**",
                    "/v1/usage/**",
                    "/v1/dashboard/**",
                    // Stored answers and conversations; to ask for one is an operation.
                    "/v1/responses/**",
                    "/v1/chat/completions/**",
                    "/v1/conversations/**",
                    "/v1/assistants/**",
                    "/v1/threads/**",
                    "/v1/vector_stores/**",
                    "/v1/containers/**",
                    "/v1/evals/**",
                    "/v1/graders/**",
                    "/v1/prompts/**",
                    "/v1/skills/**",
                    "/v1/chatkit/**",
                    "/v1/videos/**",
                    // They hand out keys for connections that would pass us by.
                    "/v1/realtime/**",
                    // vLLM changes what it serves by these.
                    "/v1/load_lora_adapter",
                    "/v1/unload_lora_adapter")
            .everything(
                    any("/v1/files").withAnyContent(),
                    any("/v1/uploads/{upload}/parts").withAnyContent(),
                    any("/v1/containers/{container}/files").withAnyContent(),
                    any("/v1/skills").withAnyContent(),
                    any("/v1/skills/{skill}/versions").withAnyContent(),
                    any("/**"))
            .headers("openai-beta", "x-client-request-id");

    private OpenAiOperations() {}
}
