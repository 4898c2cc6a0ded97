package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OCI Generative AI on a loopback port, as strict as the real one: every signature is verified, every format has its rules.
 * Thread-safe; lives until closed.
 */
public final class FakeOci extends FakeProvider {
    /** The one compartment that it knows. */
    public static final String COMPARTMENT = "ocid1.compartment.oc1..test";

    private static final String EMBED = "/20231130/actions/embedText";
    private static final String CHAT = "/20231130/actions/chat";

    private final OciSigner signer = new OciSigner();
    private final @Nullable String token;

    private FakeOci(@Nullable String token) {
        this.token = token;
    }

    /** Wants signatures by the API key of a user, which stands in a configuration file. */
    public static FakeOci start() {
        return started(new FakeOci(null));
    }

    /** Wants a bearer token. */
    public static FakeOci startWithToken() {
        return started(new FakeOci(Canary.of("oci-token-", 40)));
    }

    private static FakeOci started(FakeOci fake) {
        fake.listen();
        return fake;
    }

    @Override
    public String provider() {
        return "oracle";
    }

    /** Whose keys it knows. */
    public OciSigner signer() {
        return signer;
    }

    /** Where it is and which compartment, without any credentials. */
    public Map<String, String> address() {
        URI origin = origin();
        return Map.of("ORACLE_ENDPOINT", origin.toString(), "ORACLE_COMPARTMENT_ID", COMPARTMENT);
    }

    @Override
    public Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(address());
        if (token == null) {
            environment.put("OCI_CONFIG_FILE", signer.configuration().toString());
        } else {
            environment.put("ORACLE_AUTH_TOKEN", token);
        }
        return Map.copyOf(environment);
    }

    @Override
    public List<String> credentials() {
        return token == null ? List.of(signer.secret()) : List.of(token);
    }

    @Override
    public Reply text(String text) {
        return genuine(new OciAnswers("GENERIC", Turn.saying(List.of(text))).whole());
    }

    @Override
    public Reply stream(String... texts) {
        return genuine(new OciAnswers("GENERIC", Turn.saying(List.of(texts))).stream());
    }

    /** The same in the format that Cohere's models have. */
    public Reply cohereStream(String... texts) {
        return genuine(new OciAnswers("COHERE", Turn.saying(List.of(texts))).stream());
    }

    @Override
    public Reply error(int status) {
        return error(status, code(status), "Scripted error " + status);
    }

    @Override
    public Reply.Frame errorFrame() {
        return Reply.Frame.of("data: " + envelope("InternalServerError", "The model failed.") + "\n\n");
    }

    /** An error in OCI's envelope. */
    public Reply error(int status, String code, String message) {
        return genuine(Reply.json(status, envelope(code, message)));
    }

    @Override
    void authenticate(ReceivedCall call) {
        ForeignHeaders.refuse(call, "authorization");
        if (token == null) {
            signer.verify(call);
        } else if (!call.headers("Authorization").equals(List.of("Bearer " + token))) {
            throw RequestRefused.credentials(401, "NotAuthenticated", "The bearer token is not valid.");
        }
    }

    @Override
    boolean looks(ReceivedCall call) {
        return call.method().equals("GET")
                && call.target().equals("/20231130/models?limit=1&compartmentId=" + COMPARTMENT);
    }

    @Override
    void judge(ReceivedCall call) {
        if (looks(call)) {
            return;
        }
        if (call.method().equals("POST") && call.target().equals(EMBED)) {
            OciEmbeddingRules.check(JsonBody.of(call));
            return;
        }
        if (!call.method().equals("POST") || !call.target().equals(CHAT)) {
            throw new RequestRefused(404, "NotAuthorizedOrNotFound", null, "Not found: " + call);
        }
        OciRules.check(JsonBody.of(call));
    }

    @Override
    Reply refusal(RequestRefused reason) {
        return error(reason.status(), code(reason.status()), reason.reason());
    }

    @Override
    Reply answer(ReceivedCall call) {
        if (looks(call)) {
            // The host of inference lists no models.
            return error(404, "NotAuthorizedOrNotFound", "Authorization failed or requested resource not found.");
        }
        if (call.target().equals(EMBED)) {
            return genuine(OciEmbeddingRules.answer(call.json()));
        }
        JsonNode request = call.json().path("chatRequest");
        OciAnswers answers = new OciAnswers(request.path("apiFormat").asText(), Turn.of(OciPrompt.of(request)));
        return genuine(request.path("isStream").asBoolean() ? answers.stream() : answers.whole());
    }

    private static String envelope(String code, String message) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("code", code)
                .put("message", message)
                .toString();
    }

    private static String code(int status) {
        return switch (status) {
            case 401 -> "NotAuthenticated";
            case 403, 404 -> "NotAuthorizedOrNotFound";
            case 409 -> "IncorrectState";
            case 429 -> "TooManyRequests";
            case 503 -> "ServiceUnavailable";
            default -> status < 500 ? "InvalidParameter" : "InternalServerError";
        };
    }

    private static Reply genuine(Reply reply) {
        return reply.header("opc-request-id", Canary.of("OPC/", 36)).header("Date", OciSigner.now());
    }
}
