package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** watsonx.ai on a loopback port, as strict as the real one, with an IAM of its own. Thread-safe; lives until closed. */
public final class FakeWatsonx extends FakeProvider {
    /** The one project that there is. */
    public static final String PROJECT = "63dc4cf1-252f-424b-b52d-5cdd9814987f";

    private static final Pattern PATH =
            Pattern.compile("/ml/v1(/deployments/[^/]+)?/text/(chat|generation|embeddings)(_stream)?");
    private static final Pattern VERSION = Pattern.compile("version=\\d{4}-\\d{2}-\\d{2}");

    private final FakeIam iam = FakeIam.start();

    private FakeWatsonx() {}

    public static FakeWatsonx start() {
        FakeWatsonx fake = new FakeWatsonx();
        fake.listen();
        return fake;
    }

    @Override
    public String provider() {
        return "ibm";
    }

    /** Who gives the tokens that are taken here. */
    public FakeIam iam() {
        return iam;
    }

    @Override
    public Map<String, String> environment() {
        return Map.of(
                "IBM_API_KEY",
                iam.key(),
                "IBM_PROJECT_ID",
                PROJECT,
                "IBM_BASE_URL",
                origin().toString(),
                "IBM_IAM_URL",
                iam.origin().toString());
    }

    /** The API key, and the tokens that were given for it. */
    @Override
    public List<String> credentials() {
        List<String> secrets = new ArrayList<>(iam.issued());
        secrets.add(0, iam.key());
        return secrets;
    }

    @Override
    public Reply text(String text) {
        return genuine(new WatsonxAnswers("ibm/granite-4-h-small", Turn.saying(List.of(text))).whole());
    }

    @Override
    public Reply stream(String... texts) {
        return genuine(new WatsonxAnswers("ibm/granite-4-h-small", Turn.saying(List.of(texts))).stream());
    }

    @Override
    public Reply error(int status) {
        return switch (status) {
            case 401 -> error(status, "authentication_token_not_valid", "Failed to authenticate the request");
            case 403 -> error(status, "authorization_rejected", "The user is not a member of the project");
            case 404 -> error(status, "model_not_supported", "Model 'ibm/x' is not supported for this environment");
            case 429 -> error(status, "rate_limit_reached_requests", "The rate limit was reached");
            default ->
                status < 500
                        ? error(status, "invalid_request_entity", "Scripted refusal")
                        : error(status, "downstream_request_failed", "Downstream request failed");
        };
    }

    @Override
    public Reply.Frame errorFrame() {
        return Reply.Frame.of("id: 3\nevent: error\ndata: "
                + envelope(500, "downstream_request_failed", "Downstream request failed") + "\n\n");
    }

    /** An error in watsonx.ai's envelope. */
    public Reply error(int status, String code, String message) {
        return genuine(Reply.json(status, envelope(status, code, message)));
    }

    private static String envelope(int status, String code, String message) {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        envelope.putArray("errors")
                .addObject()
                .put("code", code)
                .put("message", message)
                .put("more_info", "https://cloud.ibm.com/apidocs/watsonx-ai");
        return envelope.put("trace", Canary.of("", 32))
                .put("status_code", status)
                .toString();
    }

    @Override
    void authenticate(ReceivedCall call) {
        ForeignHeaders.refuse(call, "authorization");
        if (call.contains(iam.key())) {
            throw new RequestRefused(400, "foreign_key", null, "the API key is for IAM alone");
        }
        String given = String.valueOf(call.header("Authorization"));
        if (!given.startsWith("Bearer ") || !iam.isGood(given.substring(7))) {
            boolean old = iam.issued().contains(given.substring(Math.min(7, given.length())));
            throw RequestRefused.credentials(
                    401,
                    old ? "authentication_token_expired" : "authentication_token_not_valid",
                    "Failed to authenticate the request due to an expired or invalid token");
        }
    }

    @Override
    boolean looks(ReceivedCall call) {
        return call.method().equals("GET") && call.path().equals("/ml/v1/foundation_model_specs");
    }

    @Override
    void judge(ReceivedCall call) {
        Matcher path = PATH.matcher(call.path());
        if (!call.method().equals("POST") || !path.matches()) {
            throw new RequestRefused(404, "not_found", null, "No route matches " + call);
        }
        if (!VERSION.matcher(call.query()).matches()) {
            throw new RequestRefused(
                    400, "invalid_request_query", null, "'version' is a required query parameter and a date");
        }
        boolean deployed = path.group(1) != null;
        if (path.group(2).equals("embeddings")) {
            WatsonxEmbeddingRules.check(JsonBody.of(call), deployed);
        } else if (path.group(2).equals("chat")) {
            WatsonxRules.check(JsonBody.of(call), deployed);
        } else {
            WatsonxGenerationRules.check(JsonBody.of(call), deployed);
        }
    }

    @Override
    Reply refusal(RequestRefused reason) {
        return error(reason.status(), reason.code(), reason.reason());
    }

    @Override
    Reply answer(ReceivedCall call) {
        JsonNode request = call.json();
        if (call.path().endsWith("/text/embeddings")) {
            return genuine(WatsonxEmbeddingRules.answer(request));
        }
        String model = request.path("model_id").asText("deployed");
        boolean generation = call.path().contains("/text/generation");
        Turn turn = Turn.of(generation ? WatsonxPrompt.ofGeneration(request) : WatsonxPrompt.ofChat(request));
        WatsonxAnswers answers = new WatsonxAnswers(model, turn);
        if (call.path().endsWith("_stream")) {
            return genuine(generation ? answers.generationStream() : answers.stream());
        }
        return genuine(generation ? answers.generation() : answers.whole());
    }

    /** Headers that the real service sends, those included that are nobody else's business. */
    private static Reply genuine(Reply reply) {
        return reply.header("x-global-transaction-id", Canary.of("", 32))
                .header("x-request-id", Canary.of("", 32))
                .header("server-timing", "intid;desc=canary")
                .header("strict-transport-security", "max-age=31536000; includeSubDomains");
    }

    @Override
    public void close() {
        super.close();
        iam.close();
    }
}
