package dev.serai.fakes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bedrock's runtime on a loopback port, as strict as the real one: every signature is computed anew, every event stream framed by
 * code of its own. Thread-safe; lives until closed.
 */
public final class FakeBedrock extends FakeProvider {
    private static final Pattern OPERATION =
            Pattern.compile("/model/([^/]+)/(converse|converse-stream|invoke|invoke-with-response-stream)");

    private final AwsSignature signature;
    private final @Nullable String apiKey;

    private FakeBedrock(AwsSignature signature, @Nullable String apiKey) {
        this.signature = signature;
        this.apiKey = apiKey;
    }

    /** Wants signatures by long-term keys for {@code us-east-1}. */
    public static FakeBedrock start() {
        return start("us-east-1");
    }

    /** Wants signatures by long-term keys. */
    public static FakeBedrock start(String region) {
        return started(new FakeBedrock(signature(region, null), null));
    }

    /** Wants signatures by long-term keys, and goes by a clock of its own, which it tells. */
    public static FakeBedrock start(Clock clock) {
        AwsSignature keys = signature("us-east-1", null);
        return started(new FakeBedrock(
                new AwsSignature(keys.accessKeyId(), keys.secretAccessKey(), null, keys.region(), clock), null));
    }

    /** Wants signatures by temporary keys, with their session token. */
    public static FakeBedrock startWithSessionToken() {
        return started(new FakeBedrock(signature("us-east-1", sessionToken()), null));
    }

    /** Wants a Bedrock API key instead of signatures. */
    public static FakeBedrock startWithApiKey() {
        return started(new FakeBedrock(signature("us-east-1", null), Canary.of("ABSK", 32)));
    }

    /** Of base 64, in stretches too short to look like keys. */
    private static String sessionToken() {
        return String.join("/", Canary.of("IQoJ", 20), Canary.of("", 25), Canary.of("", 9) + "+" + Canary.of("", 28))
                + "==";
    }

    private static AwsSignature signature(String region, @Nullable String sessionToken) {
        String prefix = sessionToken == null ? "AKIA" : "ASIA";
        return new AwsSignature(
                Canary.of(prefix, 20).toUpperCase(Locale.ROOT),
                Canary.of("", 40),
                sessionToken,
                region,
                Clock.systemUTC());
    }

    private static FakeBedrock started(FakeBedrock fake) {
        fake.listen();
        return fake;
    }

    @Override
    public String provider() {
        return "bedrock";
    }

    @Override
    public Map<String, String> environment() {
        String endpoint = origin().toString();
        if (apiKey != null) {
            return Map.of(
                    "AWS_BEARER_TOKEN_BEDROCK",
                    apiKey,
                    "AWS_REGION",
                    signature.region(),
                    "AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
                    endpoint,
                    "AWS_ENDPOINT_URL_BEDROCK",
                    endpoint);
        }
        Map<String, String> environment = new HashMap<>(Map.of(
                "AWS_ACCESS_KEY_ID",
                signature.accessKeyId(),
                "AWS_SECRET_ACCESS_KEY",
                signature.secretAccessKey(),
                "AWS_REGION",
                signature.region(),
                "AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
                endpoint,
                "AWS_ENDPOINT_URL_BEDROCK",
                endpoint));
        String token = signature.sessionToken();
        if (token != null) {
            environment.put("AWS_SESSION_TOKEN", token);
        }
        return Map.copyOf(environment);
    }

    @Override
    public List<String> credentials() {
        List<String> secrets = new ArrayList<>(List.of(signature.accessKeyId(), signature.secretAccessKey()));
        String token = signature.sessionToken();
        if (token != null) {
            secrets.add(token);
        }
        if (apiKey != null) {
            secrets.add(apiKey);
        }
        return List.copyOf(secrets);
    }

    @Override
    public Reply text(String text) {
        return genuine(new ConverseAnswers(Turn.saying(List.of(text))).whole());
    }

    @Override
    public Reply stream(String... texts) {
        return genuine(new ConverseAnswers(Turn.saying(List.of(texts))).stream());
    }

    /** A stream of a raw text, as a model's InvokeModelWithResponseStream says it. */
    public Reply invokeStream(String model, String... texts) {
        return genuine(InvokeTextRules.stream(model, Turn.saying(List.of(texts))));
    }

    @Override
    public Reply error(int status) {
        return switch (status) {
            case 401, 403 -> error(403, "AccessDeniedException", "You don't have access to the model.");
            case 404 -> error(404, "ResourceNotFoundException", "The model is not found.");
            case 408 -> error(408, "ModelTimeoutException", "The model timed out.");
            case 424 -> error(424, "ModelErrorException", "The model failed.");
            case 429 -> error(429, "ThrottlingException", "Too many requests, please wait before trying again.");
            case 503 -> error(503, "ServiceUnavailableException", "Bedrock is unable to process your request.");
            default ->
                status < 500
                        ? error(status, "ValidationException", "Scripted refusal.")
                        : error(status, "InternalServerException", "The system encountered an unexpected error.");
        };
    }

    @Override
    public Reply.Frame errorFrame() {
        return exceptionFrame("internalServerException", "The system encountered an unexpected error.");
    }

    /** An error as AWS sends it: its name in a header, its message in the body. */
    public Reply error(int status, String exception, String message) {
        return genuine(Reply.json(status, payload(message)))
                .header("x-amzn-errortype", exception + ":http://internal.amazon.com/coral/com.amazon.bedrock/");
    }

    /** An exception frame, as it ends a stream ({@code throttlingException}). */
    public Reply.Frame exceptionFrame(String exception, String message) {
        return new Reply.Frame(EventStreamFrames.exception(exception, payload(message)), false);
    }

    @Override
    void authenticate(ReceivedCall call) {
        if (apiKey == null) {
            ForeignHeaders.refuse(call, "authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256");
            signature.verify(call);
            return;
        }
        ForeignHeaders.refuse(call, "authorization");
        if (!call.headers("Authorization").equals(List.of("Bearer " + apiKey))) {
            throw RequestRefused.credentials(403, "AccessDeniedException", "Authentication failed");
        }
    }

    @Override
    void judge(ReceivedCall call) {
        Matcher operation = OPERATION.matcher(call.target());
        if (!call.method().equals("POST") || !operation.matches()) {
            throw new RequestRefused(404, "UnknownOperationException", null, "unknown operation: " + call);
        }
        String model = decoded(operation.group(1));
        if (operation.group(2).startsWith("invoke")) {
            if (InvokeEmbeddingRules.makes(model)) {
                InvokeEmbeddingRules.check(model, JsonBody.of(call));
            } else {
                InvokeTextRules.check(model, JsonBody.of(call));
            }
        } else {
            ConverseRules.check(model, operation.group(2).equals("converse-stream"), JsonBody.of(call));
        }
    }

    @Override
    boolean looks(ReceivedCall call) {
        return call.method().equals("GET") && call.path().equals("/foundation-models");
    }

    @Override
    Reply refusal(RequestRefused reason) {
        String exception = reason.code().endsWith("Exception") ? reason.code() : "ValidationException";
        return error(reason.status(), exception, reason.reason());
    }

    @Override
    Reply answer(ReceivedCall call) {
        Matcher operation = OPERATION.matcher(call.target());
        if (operation.matches() && operation.group(2).startsWith("invoke")) {
            String model = decoded(operation.group(1));
            return genuine(
                    InvokeEmbeddingRules.makes(model)
                            ? InvokeEmbeddingRules.answer(model, call.json())
                            : InvokeTextRules.answer(
                                    model, call.json(), operation.group(2).endsWith("stream")));
        }
        ConverseAnswers answers = ConverseAnswers.to(call.json());
        return genuine(call.path().endsWith("/converse-stream") ? answers.stream() : answers.whole());
    }

    private static String payload(String message) {
        return JsonNodeFactory.instance.objectNode().put("message", message).toString();
    }

    private static String decoded(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private Reply genuine(Reply reply) {
        return reply.header("x-amzn-RequestId", UUID.randomUUID().toString())
                .header(
                        "Date",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                signature.clock().instant().atZone(ZoneOffset.UTC)));
    }
}
