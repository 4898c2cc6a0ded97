package dev.serai.dialects.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.AzureApi;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatRequest.FieldRange;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.EndpointDialect;
import dev.serai.dialects.Json;
import dev.serai.dialects.JsonFields;
import dev.serai.dialects.JsonSplice;
import dev.serai.dialects.OpenAiUsage;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.ProviderRequest;
import dev.serai.dialects.Usage;
import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Responses to responses, where the provider knows them: bodies pass, with the bytes changed that must change and no others.
 * Stateless and thread-safe.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses">OpenAI: responses</a>
 */
public final class NativeResponses implements EndpointDialect<ResponsesRequest, ResponsesAnswer> {
    private static final String OPENAI = "openai";
    private static final String AZURE = "azure";
    private static final String OPENAI_HOST = "api.openai.com";
    /** The calls that wait for their client; what OpenAI itself calls has its result in the same answer. */
    private static final Set<String> OF_CLIENTS = Set.of(
            "function_call", "custom_tool_call", "computer_call", "local_shell_call", "shell_call", "apply_patch_call");

    private static final Set<String> OF_MODELS =
            Set.of("model_not_found", "DeploymentNotFound", "OperationNotSupported");

    private final Clock clock;
    private final Function<ProviderAnswer, ProviderFailure> failures;

    /**
     * @param clock says when an answer was made
     * @param failures classifies errors in OpenAI's envelope
     */
    public NativeResponses(Clock clock, Function<ProviderAnswer, ProviderFailure> failures) {
        this.clock = clock;
        this.failures = failures;
    }

    /**
     * Whether a target's provider knows responses: by the word of its quirks, else OpenAI itself, and Azure's v1, but for the
     * models that they have in chats alone.
     */
    public static boolean speaks(ModelTarget target) {
        Boolean said = target.provider().quirks().responses();
        if (said != null) {
            return said;
        }
        return switch (target.provider().type()) {
            case OPENAI -> isOpenAi(target) && !chatsOnly(target.knownAs());
            case AZURE -> AzureApi.of(target).v1() && !chatsOnly(target.knownAs());
            default -> false;
        };
    }

    /** Whether OpenAI's own servers answer, at OpenAI or on Azure, not ones that are compatible with them. */
    static boolean isOpenAis(ModelTarget target) {
        return target.provider().type().equals(AZURE) || isOpenAi(target);
    }

    /** The built-in provider is OpenAI, wherever a test or a proxy has it listen. */
    private static boolean isOpenAi(ModelTarget target) {
        String url = target.provider().baseUrl();
        return target.provider().name().equals(OPENAI)
                || url != null && OPENAI_HOST.equals(URI.create(url).getHost());
    }

    /** https://platform.openai.com/docs/models has these without responses. */
    private static boolean chatsOnly(String model) {
        return model.contains("-audio") || model.contains("-search-preview");
    }

    @Override
    public ProviderRequest request(ResponsesRequest request, ModelTarget target) {
        NativeRequest sent = new NativeRequest(request, target);
        byte[] body = sent.translate();
        AnswerContext context = AnswerContext.ofText(request, clock.instant().getEpochSecond(), false)
                .withFilterResultsLeftOut(leavesOutFilterResults(target));
        return new ProviderRequest("/responses", Map.of(), body, sent.dropped(), context);
    }

    /** Azure tells what its content filter found, as in chats; clients of OpenAI's don't know it. */
    private static boolean leavesOutFilterResults(ModelTarget target) {
        return target.provider().type().equals(AZURE)
                && !"pass".equals(target.provider().settings().get("content_filter_results"));
    }

    @Override
    public ResponsesAnswer answer(ProviderAnswer answer, ResponsesRequest request, AnswerContext context) {
        JsonFields fields = JsonFields.of(answer.body());
        ObjectNode response = ProviderJson.object(fields.bytes());
        if (response.hasNonNull("error") || response.path("status").asText().equals("failed")) {
            throw new ProviderException(failures.apply(answer));
        }
        if (!response.path("output").isArray()) {
            throw ProviderJson.unreadable("The provider's answer has no output in it.");
        }
        return new ResponsesAnswer(named(fields, context).apply(), usage(response), finishReason(response));
    }

    /**
     * A 404 says of a chat that there is no such model. Here it may be an item that nobody has stored, which is the client's
     * fault, or the whole endpoint, which servers of chats lack: neither makes the model unknown.
     */
    @Override
    public ProviderFailure failure(ProviderAnswer answer, ProviderFailure byChat) {
        boolean ofModel = byChat.code() != null && OF_MODELS.contains(byChat.code()) || "model".equals(byChat.param());
        if (byChat.kind() != Kind.MODEL_UNKNOWN || ofModel) {
            return answer.status() == 405 ? endpointUnknown(answer.status()) : byChat;
        }
        boolean ofRequest = byChat.param() != null || "item_not_found".equals(byChat.code());
        return ofRequest
                ? new ProviderFailure(
                        Kind.REFUSED, answer.status(), byChat.code(), byChat.param(), byChat.message(), null)
                : endpointUnknown(answer.status());
    }

    private static ProviderFailure endpointUnknown(int status) {
        return new ProviderFailure(
                Kind.ENDPOINT_UNKNOWN,
                status,
                "The provider has no responses; its operator can say so with `quirks: {responses: false}`");
    }

    /** Begins a copy of a response that carries the client's name for the model. */
    static JsonSplice named(JsonFields response, AnswerContext context) {
        byte[] model = JsonSplice.string(context.model());
        FieldRange field = response.get("model");
        JsonSplice splice = response.splice();
        FieldRange filters = response.get("content_filters");
        if (filters != null && context.withoutFilterResults()) {
            splice.remove(filters);
        }
        return field == null ? splice.append("model", model) : splice.replace(field, model);
    }

    /** The tokens of a {@code response} object; {@link Usage#UNREPORTED} if it counts none. */
    static Usage usage(JsonNode response) {
        return OpenAiUsage.of(response.path("usage"), ProviderJson.textOrEmpty(response, "service_tier"));
    }

    /** A chat's word for how a response ended. */
    static String finishReason(JsonNode response) {
        String reason = Json.text(response.path("incomplete_details"), "reason");
        if (reason != null) {
            return reason.equals("content_filter") ? reason : "length";
        }
        for (JsonNode item : response.path("output")) {
            if (OF_CLIENTS.contains(item.path("type").asText())) {
                return "tool_calls";
            }
        }
        return "stop";
    }

    @Override
    public ChatStream stream(ResponsesRequest request, AnswerContext context) {
        return new NativeResponseStream(request, context, failures);
    }
}
