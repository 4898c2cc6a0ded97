package dev.serai.dialects.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.ChatRequest;
import dev.serai.dialects.DialectTraits;
import dev.serai.dialects.DialectTraits.ForcedChoice;
import dev.serai.dialects.DialectTraits.Peculiarity;
import dev.serai.dialects.Json;
import dev.serai.dialects.OutputFormat;
import dev.serai.dialects.ProviderRequest;
import dev.serai.dialects.RequestPlan;
import dev.serai.dialects.RequestPlanner;
import dev.serai.dialects.Sampling;
import dev.serai.dialects.ToolNameForm;
import dev.serai.errors.GatewayException;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** OpenAI's chat request as OCI's COHERE or COHEREV2 one: what both share. Stateless. */
final class CohereRequest {
    private static final int LONGEST_TOOL_NAME = 64;
    private static final int MOST_TOP_K = 500;

    private static final Set<String> SERVED = Set.of("seed", "presence_penalty", "frequency_penalty");

    /** Those of the Command A family that have a name of their own: vision, reasoning, and what may come. */
    private static final Pattern V2 = Pattern.compile("(?:cohere\\.)?command-a-[a-z].*");

    private CohereRequest() {}

    /** Translates a request for one target; 400 where the target can't do what the request means. */
    static ProviderRequest translate(ChatRequest request, ModelTarget target) {
        boolean v2 = V2.matcher(target.model()).matches();
        RequestPlan plan = RequestPlanner.plan(request, target, traits(v2));
        refusePrefill(plan);
        ObjectNode chat = Json.object().put("apiFormat", v2 ? "COHEREV2" : "COHERE");
        if (v2) {
            new CohereMessages(plan, chat).write();
            CohereV2Tools.write(plan, chat);
            CohereThinking.write(plan, chat);
        } else {
            CohereTurns.write(plan, chat);
            CohereTools.write(plan, chat);
        }
        sampling(plan, chat);
        responseFormat(plan, chat);
        nameUnsayable(plan);
        return OciEnvelope.around(chat, plan);
    }

    /**
     * COHERE can require no tool, and knows calls only beside the tools; COHEREV2 can require some tool, but none by name.
     *
     * @see <a href="https://docs.cohere.com/reference/chat">Cohere: {@code response_format} is not supported beside tools</a>
     */
    private static DialectTraits traits(boolean v2) {
        return new DialectTraits(
                LONGEST_TOOL_NAME,
                0,
                v2 ? ForcedChoice.ANY : ForcedChoice.NEVER,
                v2,
                false,
                false,
                false,
                SERVED,
                1,
                true,
                ToolNameForm.IDENTIFIER,
                Set.of(Peculiarity.NO_JSON_BESIDE_TOOLS));
    }

    /** Both formats answer a user or a tool; there is no place for an answer that was begun. */
    private static void refusePrefill(RequestPlan plan) {
        if (plan.conversation().endsWithPrefill()) {
            int last = plan.request().tree().path("messages").size() - 1;
            throw GatewayException.invalid(
                    "unsupported_value",
                    "messages[" + last + "]",
                    "This provider does not go on with an answer that was begun for it: let the user speak last.");
        }
    }

    private static void sampling(RequestPlan plan, ObjectNode chat) {
        int tokens = plan.thinking().maxTokens();
        if (tokens > 0) {
            chat.put("maxTokens", tokens);
        }
        Sampling sampling = plan.sampling();
        Fields.put(chat, "temperature", sampling.temperature());
        Fields.put(chat, "topK", clamped("top_k", sampling.topK(), 0, MOST_TOP_K, plan));
        Fields.put(chat, "topP", sampling.topP());
        // Cohere's penalties end at 0 and 1 (k), OpenAI's at -2 and 2.
        Fields.put(chat, "frequencyPenalty", clamped("frequency_penalty", 1, plan));
        Fields.put(chat, "presencePenalty", clamped("presence_penalty", 1, plan));
        Fields.put(chat, "seed", plan.request().field("seed"));
        if (!sampling.stop().isEmpty()) {
            sampling.stop().forEach(chat.putArray("stopSequences")::add);
        }
    }

    private static @Nullable JsonNode clamped(String parameter, int highest, RequestPlan plan) {
        return clamped(parameter, plan.request().field(parameter), 0, highest, plan);
    }

    private static @Nullable JsonNode clamped(
            String parameter, @Nullable JsonNode value, int lowest, int highest, RequestPlan plan) {
        if (value == null || value.asDouble() >= lowest && value.asDouble() <= highest) {
            return value;
        }
        int nearest = value.asDouble() < lowest ? lowest : highest;
        plan.dropped().changed(parameter, value.asText(), nearest);
        return IntNode.valueOf(nearest);
    }

    /** One type for both of OpenAI's: with a schema, or without. */
    private static void responseFormat(RequestPlan plan, ObjectNode chat) {
        OutputFormat.JsonSchema schema = plan.nativeSchema();
        if (plan.jsonMode() || schema != null) {
            ObjectNode format = chat.putObject("responseFormat").put(Fields.TYPE, "JSON_OBJECT");
            if (schema != null) {
                format.set("schema", schema.schema());
            }
        }
    }

    /** What GENERIC has a field for, and Cohere's formats have not. */
    private static void nameUnsayable(RequestPlan plan) {
        for (String parameter : new String[] {"user", "safety_identifier", "metadata", "service_tier"}) {
            JsonNode value = plan.request().field(parameter);
            boolean saysSomething = value != null && !(value.isObject() && value.isEmpty());
            if (saysSomething && !value.asText().equals("auto")) {
                plan.dropped().leftOut(parameter);
            }
        }
    }
}
