package dev.serai.dialects.watsonx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.CompletionFormat;
import dev.serai.dialects.CompletionRequest;
import dev.serai.dialects.DroppedParameters;
import dev.serai.dialects.FinishReason;
import dev.serai.dialects.Json;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.TextStream;
import dev.serai.dialects.TextStream.Piece;
import dev.serai.errors.ProviderException;
import dev.serai.streams.StreamEvent;
import java.math.BigDecimal;
import java.util.Set;

/**
 * Text completions by watsonx.ai's {@code text/generation}: the prompt as it is.
 *
 * @see <a href="https://cloud.ibm.com/apidocs/watsonx-ai#text-generation">watsonx.ai: infer text</a>
 */
public final class WatsonxCompletions extends CompletionFormat {
    private static final BigDecimal HOTTEST = BigDecimal.valueOf(2);
    private static final BigDecimal COLDEST = new BigDecimal("0.05"); // (k)

    @Override
    protected String path(ModelTarget target, boolean stream) {
        return new WatsonxAsset(target).path("generation", stream);
    }

    @Override
    protected ObjectNode body(CompletionRequest request, ModelTarget target, DroppedParameters dropped) {
        ObjectNode body = Json.object();
        new WatsonxAsset(target).identify(body);
        body.put("input", request.prompts().get(0));
        ObjectNode parameters = body.putObject("parameters");
        decoding(request, parameters, dropped);
        parameters.put("max_new_tokens", request.maxTokens());
        JsonNode seed = request.field("seed");
        if (seed != null && seed.decimalValue().signum() > 0) {
            parameters.set("random_seed", seed);
        } else if (seed != null) {
            dropped.leftOut("seed");
        }
        stops(request, parameters, "stop_sequences");
        parameters.put("include_stop_sequence", false);
        return body;
    }

    /** Greedy decoding, which is the default here, refuses what steers the sampling. */
    private static void decoding(CompletionRequest request, ObjectNode parameters, DroppedParameters dropped) {
        JsonNode temperature = request.field("temperature");
        boolean drawn = temperature == null
                ? request.field("top_p") != null || request.field("top_k") != null
                : temperature.decimalValue().signum() > 0;
        parameters.put("decoding_method", drawn ? "sample" : "greedy");
        if (!drawn) {
            return;
        }
        if (temperature != null && temperature.decimalValue().compareTo(COLDEST) < 0) {
            dropped.changed("temperature", temperature.asText(), COLDEST);
            parameters.put("temperature", COLDEST);
        } else {
            temperature(request, HOTTEST, parameters, "temperature", dropped);
        }
        put(request, "top_p", parameters, "top_p");
        put(request, "top_k", parameters, "top_k");
    }

    @Override
    protected Set<String> furtherFields() {
        return Set.of("seed", "top_k");
    }

    @Override
    protected Said said(ProviderAnswer answer) {
        ObjectNode body = readable(ProviderJson.object(answer.body()));
        JsonNode result = body.path("results").path(0);
        if (!result.path("generated_text").isTextual()) {
            throw ProviderJson.unreadable("The provider's answer has no text in it.");
        }
        WatsonxUsage usage = new WatsonxUsage();
        usage.add(body);
        return new Said(
                result.path("generated_text").textValue(),
                WatsonxFinish.of(ProviderJson.textOrEmpty(result, "stop_reason")),
                usage.normalised());
    }

    @Override
    public ChatStream stream(CompletionRequest request, AnswerContext context) {
        WatsonxUsage usage = new WatsonxUsage();
        return new TextStream(ChatStream.Framing.SERVER_SENT_EVENTS, context, event -> piece(event, usage));
    }

    private static Piece piece(StreamEvent event, WatsonxUsage usage) {
        if (event.data().length == 0 || event.text().strip().equals("[DONE]")) {
            return Piece.NOTHING;
        }
        ObjectNode data = ProviderJson.object(event.data());
        if (event.name().equals("error")) {
            throw new ProviderException(WatsonxFailure.inBody(data));
        }
        usage.add(readable(data));
        JsonNode result = data.path("results").path(0);
        String reason = ProviderJson.textOrEmpty(result, "stop_reason");
        boolean goesOn = reason.isEmpty() || reason.equalsIgnoreCase(WatsonxFinish.NOT_FINISHED);
        FinishReason why = goesOn ? null : WatsonxFinish.of(reason);
        return new Piece(ProviderJson.textOrEmpty(result, "generated_text"), why, usage.normalised());
    }

    private static ObjectNode readable(ObjectNode body) {
        if (WatsonxFailure.is(body)) {
            throw new ProviderException(WatsonxFailure.inBody(body));
        }
        return body;
    }
}
