package dev.serai.dialects.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatRequest.FieldRange;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.EndpointDialect;
import dev.serai.dialects.FinishReason;
import dev.serai.dialects.JsonFields;
import dev.serai.dialects.JsonSplice;
import dev.serai.dialects.MessagesAnswer;
import dev.serai.dialects.MessagesRequest;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.ProviderRequest;
import dev.serai.dialects.Usage;
import dev.serai.errors.GatewayException;
import dev.serai.errors.ProviderException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Messages by a provider that speaks them itself: the same bytes but for the model's name, there and back. Stateless and
 * thread-safe.
 */
public final class AnthropicMessages implements EndpointDialect<MessagesRequest, MessagesAnswer> {
    private static final String MODEL = "model";
    private static final String TIER = "service_tier";
    private static final String VERSION = "anthropic_version";

    @Override
    public ProviderRequest request(MessagesRequest request, ModelTarget target) {
        AnthropicPlatform platform = AnthropicPlatform.of(target);
        List<String> dropped = new ArrayList<>();
        if (!platform.serviceTiers() && request.field(TIER) != null) {
            dropped.add(TIER);
        }
        byte[] body = body(request, target, platform, dropped);
        return new ProviderRequest(
                platform.path(target, request.stream()),
                headers(request, target, platform),
                body,
                dropped,
                AnswerContext.ofText(request, System.currentTimeMillis() / 1000, false));
    }

    /** What the operator says of the version goes first, then what the client means, then what is usual. */
    static Map<String, String> headers(MessagesRequest request, ModelTarget target, AnthropicPlatform platform) {
        Map<String, String> headers = new HashMap<>(platform.headers(target));
        if (request.version() != null && headers.containsKey("anthropic-version") && !platform.saysVersion(target)) {
            headers.put("anthropic-version", request.version());
        }
        if (!request.betas().isEmpty()) {
            headers.put("anthropic-beta", String.join(",", request.betas()));
        }
        return headers;
    }

    private static byte[] body(
            MessagesRequest request, ModelTarget target, AnthropicPlatform platform, List<String> dropped) {
        JsonSplice splice = new JsonSplice(request.body(), request.fields().values());
        prompt(request, target, splice, dropped);
        FieldRange model = Objects.requireNonNull(request.fields().get(MODEL));
        if (platform == AnthropicPlatform.ANTHROPIC) {
            splice.replace(model, JsonSplice.string(target.model()));
            return splice.apply();
        }
        splice.remove(model);
        if (request.fields().containsKey(TIER)) {
            splice.remove(request.fields().get(TIER));
        }
        FieldRange version = request.fields().get(VERSION);
        byte[] said = JsonSplice.string(platform.version(target));
        return (version == null ? splice.append(VERSION, said) : splice.replace(version, said)).apply();
    }

    /**
     * Changes what Claude would refuse of a prompt because another model, or none, thought in it.
     *
     * @param dropped takes the names of what is left out
     * @throws GatewayException 400 where the platform would have to fetch what it can't
     */
    static void prompt(MessagesRequest request, ModelTarget target, JsonSplice splice, List<String> dropped) {
        JsonNode messages = request.tree().path("messages");
        if (!AnthropicPlatform.of(target).remoteImages()) {
            for (int i = 0; i < messages.size(); i++) {
                refuseUrls(messages.get(i).path("content"), "messages[" + i + "].content");
            }
        }
        LostThoughts.goOnWithout(request, target.facts(), splice, dropped);
        if (ForeignThoughts.in(messages)) {
            FieldRange range = Objects.requireNonNull(request.fields().get("messages"));
            splice.replace(range, ProviderJson.bytes(ForeignThoughts.leftOut(messages)));
        }
    }

    /** Also within the results of tools, and within documents that are made of blocks. */
    private static void refuseUrls(JsonNode content, String path) {
        for (int i = 0; content.isArray() && i < content.size(); i++) {
            JsonNode block = content.get(i);
            String place = path + "[" + i + "]";
            if (block.at("/source/type").asText().equals("url")) {
                throw GatewayException.invalid(
                        "unsupported_value",
                        place + ".source",
                        "This provider fetches nothing, and neither does the gateway: send its bytes.");
            }
            refuseUrls(block.path("content"), place + ".content");
            refuseUrls(block.at("/source/content"), place + ".source.content");
        }
    }

    @Override
    public MessagesAnswer answer(ProviderAnswer answer, MessagesRequest request, AnswerContext context) {
        JsonFields message = JsonFields.of(answer.body());
        if (value(message, "error").isObject()) {
            throw new ProviderException(AnthropicFailure.inBody(ProviderJson.object(message.bytes())));
        }
        FieldRange content = message.get("content");
        if (content == null || message.bytes()[content.valueStart()] != '[') {
            throw ProviderJson.unreadable("The provider's answer holds no content.");
        }
        AnthropicUsage usage = new AnthropicUsage();
        usage.add(value(message, "usage"));
        Usage used = usage.normalised();
        return new MessagesAnswer(
                named(message, context.model()),
                used,
                finishReason(value(message, "stop_reason").asText("")));
    }

    /** The object with the name that the client asked for. */
    static byte[] named(JsonFields object, String name) {
        FieldRange model = object.get(MODEL);
        byte[] said = JsonSplice.string(name);
        JsonSplice splice = object.splice();
        return (model == null ? splice.append(MODEL, said) : splice.replace(model, said)).apply();
    }

    static JsonNode value(JsonFields object, String field) {
        FieldRange range = object.get(field);
        return range == null ? ProviderJson.NOTHING : ProviderJson.readOrMissing(object.value(range));
    }

    /** OpenAI's word for the books. */
    static String finishReason(String stopReason) {
        return FinishReason.of(stopReason).openai(stopReason.equals("tool_use"), false);
    }

    @Override
    public ChatStream stream(MessagesRequest request, AnswerContext context) {
        return new AnthropicMessagesStream(context);
    }
}
