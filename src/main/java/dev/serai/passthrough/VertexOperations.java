package dev.serai.passthrough;

import static dev.serai.passthrough.Operation.any;
import static dev.serai.passthrough.Operation.get;
import static dev.serai.passthrough.Operation.post;
import static dev.serai.passthrough.UsageShape.ANTHROPIC;
import static dev.serai.passthrough.UsageShape.GEMINI;
import static dev.serai.passthrough.UsageShape.OPENAI;

import java.util.Map;

/**
 * Vertex AI's publisher models, in the gateway's own project and locations:
 * https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.publishers.models. Everything else of this API
 * (endpoints, tuning, caches, batches) is management.
 */
final class VertexOperations {
    private static final String LOCATION = "/v1|v1beta1/projects/{project}/locations/{location}";
    private static final String EXPRESS = "/v1|v1beta1/publishers/{publisher}/models/{model}";
    private static final String MODEL = LOCATION + "/publishers/{publisher}/models/{model}";

    static final OperationTable TABLE = OperationTable.of(
                    post(MODEL + ":generateContent").using(GEMINI),
                    post(MODEL + ":streamGenerateContent").streaming().using(GEMINI),
                    post(MODEL + ":countTokens"),
                    post(MODEL + ":computeTokens"),
                    post(MODEL + ":embedContent").using(GEMINI),
                    post(MODEL + ":predict").using(GEMINI),
                    // Anthropic's token counter is a model by name alone: the body says whose tokens.
                    post(LOCATION + "/publishers/anthropic/models/count-tokens:rawPredict")
                            .modelIn("model"),
                    post(LOCATION + "/publishers/anthropic/models/{model}:rawPredict")
                            .agreeing("model")
                            .using(ANTHROPIC),
                    post(LOCATION + "/publishers/anthropic/models/{model}:streamRawPredict")
                            .agreeing("model")
                            .streaming()
                            .using(ANTHROPIC),
                    post(MODEL + ":rawPredict").using(OPENAI),
                    post(MODEL + ":streamRawPredict").streaming().using(OPENAI),
                    post(LOCATION + "/endpoints/openapi/chat/completions")
                            .modelIn("model")
                            .streamsIf("stream")
                            .using(OPENAI),
                    // A Google API key stands for a project, and so has none in the path.
                    post(EXPRESS + ":generateContent").using(GEMINI),
                    post(EXPRESS + ":streamGenerateContent").streaming().using(GEMINI),
                    post(EXPRESS + ":countTokens"),
                    get("/v1|v1beta1/publishers/{publisher}/models"),
                    get("/v1|v1beta1/publishers/{publisher}/models/{model}"))
            // Nothing that names no project: the gateway's account may know others.
            .everything(any(LOCATION + "/**"))
            .query("alt", "pageSize", "pageToken", "view")
            .headers("anthropic-beta", "x-vertex-ai-*")
            .bound(Map.of("project", "project_id", "location", "location"));

    private VertexOperations() {}
}
