package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An Azure OpenAI resource on a loopback port: deployments behind the dated API and behind v1, as strict as the real ones,
 * with content filters that report on everything. Thread-safe; lives until closed.
 */
public final class FakeAzure extends FakeProvider {
    private static final Pattern DATED =
            Pattern.compile("/openai/deployments/([^/?]+)/(chat/completions|completions|embeddings)");
    private static final Pattern V1 = Pattern.compile("/openai/v1/(chat/completions|completions|embeddings|responses)");

    private final String key = Canary.of("", 84);
    private final @Nullable FakeEntra entra;
    private final Map<String, String> deployments = new ConcurrentHashMap<>();

    private FakeAzure(@Nullable FakeEntra entra) {
        this.entra = entra;
    }

    /** A resource that takes its key. */
    public static FakeAzure start() {
        FakeAzure fake = new FakeAzure(null);
        fake.listen();
        return fake;
    }

    /** A resource whose keys are turned off: it takes the tokens that this Entra gave. */
    public static FakeAzure start(FakeEntra entra) {
        FakeAzure fake = new FakeAzure(entra);
        fake.listen();
        return fake;
    }

    /** Has a model under a name; while there is none of them, every model is deployed under its own. */
    public FakeAzure deploy(String name, String model) {
        deployments.put(name, model);
        return this;
    }

    @Override
    public String provider() {
        return "azure";
    }

    /** What {@code AZURE_OPENAI_API_KEY} has to be. */
    public String key() {
        return key;
    }

    @Override
    public Map<String, String> environment() {
        return entra == null
                ? Map.of("AZURE_OPENAI_ENDPOINT", origin() + "/", "AZURE_OPENAI_API_KEY", key)
                : Map.of("AZURE_OPENAI_ENDPOINT", origin() + "/");
    }

    @Override
    public List<String> credentials() {
        return entra == null ? List.of(key) : entra.secrets();
    }

    @Override
    public Reply text(String text) {
        return genuine(
                AzureFilter.onWhole(new OpenAiAnswers("gpt-4o-2024-08-06", Turn.saying(List.of(text)), false).whole()));
    }

    @Override
    public Reply stream(String... texts) {
        return genuine(AzureFilter.onStream(
                new OpenAiAnswers("gpt-4o-2024-08-06", Turn.saying(List.of(texts)), true).stream()));
    }

    /** The gateway in front of the models says little but the status. */
    @Override
    public Reply error(int status) {
        return switch (status) {
            case 401 ->
                error(
                        status,
                        "401",
                        "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid"
                                + " key for an active subscription and use a correct regional API endpoint.");
            case 404 ->
                error(
                        status,
                        "DeploymentNotFound",
                        "The API deployment for this resource does not exist. If you created the deployment within the"
                                + " last 5 minutes, please wait a moment and try again.");
            case 429 ->
                error(status, "429", "Requests have exceeded call rate limit of your current OpenAI S0 pricing tier.");
            case 500 -> error(status, "InternalServerError", "The server had an error.");
            case 503 -> error(status, "ServiceUnavailable", "The service is temporarily unable to process requests.");
            default -> error(status, Integer.toString(status), "Scripted refusal.");
        };
    }

    @Override
    public Reply.Frame errorFrame() {
        return Reply.Frame.of("data: {\"error\":{\"message\":\"The server had an error.\",\"type\":\"server_error\","
                + "\"param\":null,\"code\":null}}\n\n");
    }

    /** The error of the prompt's content filter. */
    public Reply filteredPrompt() {
        return genuine(Reply.json(400, AzureFilter.refusal().toString()));
    }

    /** An error of the API Management in front, in an envelope of its own. */
    public Reply managementError(int status, String message) {
        return genuine(Reply.json(
                status,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("statusCode", status)
                        .put("message", message)
                        .toString()));
    }

    /** An error in Azure's envelope, whose code may be a string of digits. */
    public Reply error(int status, String code, String message) {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        envelope.putObject("error").put("code", code).put("message", message);
        return genuine(Reply.json(status, envelope.toString()));
    }

    @Override
    void authenticate(ReceivedCall call) {
        if (entra == null) {
            ForeignHeaders.refuse(call, "api-key");
            if (!call.headers("api-key").equals(List.of(key))) {
                throw RequestRefused.credentials(401, "401", "Access denied due to invalid subscription key.");
            }
            return;
        }
        ForeignHeaders.refuse(call, "authorization");
        String bearer = String.valueOf(call.header("Authorization"));
        boolean good = bearer.startsWith("Bearer ") && entra.gave(bearer.substring(7), isV1(call));
        if (!good) {
            throw RequestRefused.credentials(
                    401,
                    "401",
                    "Unauthorized. Access token is missing, invalid, audience is"
                            + " incorrect (https://cognitiveservices.azure.com), or have expired.");
        }
    }

    @Override
    void judge(ReceivedCall call) {
        if (!call.method().equals("POST")) {
            throw new RequestRefused(404, "404", null, "Resource not found");
        }
        JsonNode request = JsonBody.of(call);
        String deployment = deployment(call, request);
        String model = deployments.isEmpty() ? deployment : deployments.get(deployment);
        if (model == null) {
            throw new RequestRefused(404, "DeploymentNotFound", null, "The API deployment does not exist.");
        }
        ObjectNode ofModel = request.deepCopy();
        AzureVersions.check(ofModel, isV1(call) ? null : version(call));
        ofModel.put("model", model);
        if (call.path().endsWith("/embeddings")) {
            OpenAiEmbeddingRules.check(ofModel);
        } else if (call.path().endsWith("/chat/completions")) {
            OpenAiRules.check(ofModel, true);
        } else if (call.path().endsWith("/responses")) {
            OpenAiResponseRules.check(ofModel);
        } else {
            OpenAiCompletionRules.check(ofModel);
        }
    }

    private static boolean isV1(ReceivedCall call) {
        return V1.matcher(call.path()).matches();
    }

    private static String deployment(ReceivedCall call, JsonNode request) {
        if (isV1(call)) {
            boolean known = call.query().isEmpty() || call.query().equals("api-version=preview");
            if (!known) {
                throw new RequestRefused(400, "400", null, "api-version query parameter is not allowed on v1");
            }
            return Strict.text(request, "", "model");
        }
        Matcher path = DATED.matcher(call.path());
        if (!path.matches() || !AzureVersions.known(version(call))) {
            throw new RequestRefused(404, "404", null, "Resource not found");
        }
        return path.group(1);
    }

    private static String version(ReceivedCall call) {
        String query = call.query();
        return query.startsWith("api-version=") ? query.substring("api-version=".length()) : "";
    }

    @Override
    boolean looks(ReceivedCall call) {
        boolean dated = call.path().equals("/openai/models") && AzureVersions.known(version(call));
        return call.method().equals("GET") && (dated || call.target().equals("/openai/v1/models"));
    }

    @Override
    Reply refusal(RequestRefused reason) {
        if (reason.status() != 400) {
            return error(reason.status(), reason.code(), reason.reason());
        }
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        envelope.putObject("error")
                .put("message", reason.reason())
                .put("type", "invalid_request_error")
                .put("param", reason.param())
                .put("code", reason.code());
        return genuine(Reply.json(400, envelope.toString()));
    }

    @Override
    Reply answer(ReceivedCall call) {
        JsonNode request = call.json();
        if (call.path().endsWith("/responses")) {
            return genuine(FakeOpenAi.responses(request, true));
        }
        if (!call.path().endsWith("/chat/completions")) {
            String deployment = deployment(call, request);
            ObjectNode ofModel = request.deepCopy();
            ofModel.put("model", deployments.getOrDefault(deployment, deployment));
            return genuine(
                    call.path().endsWith("/embeddings")
                            ? OpenAiEmbeddingRules.answer(ofModel)
                            : OpenAiCompletionRules.answer(ofModel));
        }
        boolean usage = request.at("/stream_options/include_usage").asBoolean();
        OpenAiAnswers answers = new OpenAiAnswers("gpt-4o-2024-08-06", Turn.of(OpenAiPrompt.of(request)), usage);
        return genuine(
                request.path("stream").asBoolean()
                        ? AzureFilter.onStream(answers.stream())
                        : AzureFilter.onWhole(answers.whole()));
    }

    /** Headers that the real service sends, those included that are nobody else's business. */
    private static Reply genuine(Reply reply) {
        return reply.header("apim-request-id", Canary.of("", 32))
                .header("x-ms-region", "Sweden Central")
                .header("x-ms-client-request-id", Canary.of("", 32))
                .header("azureml-model-session", "d012-20250101")
                .header("x-ratelimit-remaining-requests", "99")
                .header("x-ratelimit-remaining-tokens", "99000")
                .header("Strict-Transport-Security", "max-age=31536000; includeSubDomains; preload");
    }
}
