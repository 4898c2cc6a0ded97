package dev.serai.dialects.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelFacts;
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
import java.util.Set;

/**
 * OpenAI's chat request as OCI's GENERIC one. Stateless.
 *
 * @see <a
 *     href="https://docs.oracle.com/en-us/iaas/api/#/EN/generative-ai-inference/20231130/datatypes/GenericChatRequest">OCI:
 *     GenericChatRequest</a>
 */
final class GenericRequest {
    private static final int LONGEST_TOOL_NAME = 64;
    private static final int HIGHEST_TEMPERATURE = 2;

    private static final Set<String> SERVED = Set.of(
            "n",
            "seed",
            "logprobs",
            "top_logprobs",
            "logit_bias",
            "presence_penalty",
            "frequency_penalty",
            "verbosity",
            "prediction",
            "web_search_options");

    private GenericRequest() {}

    /** Translates a request for one target; 400 where the target can't do what the request means. */
    static ProviderRequest translate(ChatRequest request, ModelTarget target) {
        RequestPlan plan = RequestPlanner.plan(request, target, traits(target.facts()));
        ObjectNode chat = Json.object().put("apiFormat", "GENERIC");
        new GenericMessages(plan, chat).write();
        limit(plan, chat);
        sampling(plan, chat);
        likelihood(request, chat);
        responseFormat(plan, chat);
        GenericTools.write(plan, chat);
        GenericHints.write(plan, chat);
        return OciEnvelope.around(chat, plan);
    }

    private static DialectTraits traits(ModelFacts facts) {
        return new DialectTraits(
                LONGEST_TOOL_NAME,
                0,
                facts.forcedToolChoice() ? ForcedChoice.NAMED : ForcedChoice.NEVER,
                true,
                false,
                false,
                false,
                SERVED,
                HIGHEST_TEMPERATURE,
                true,
                ToolNameForm.WORD,
                Set.of(Peculiarity.HEARS));
    }

    /** OpenAI's own models there want the newer name, as they do at home; their open weights don't. */
    static boolean isOpenAis(ModelTarget target) {
        return target.model().startsWith("openai.") && !target.model().startsWith("openai.gpt-oss");
    }

    private static void limit(RequestPlan plan, ObjectNode chat) {
        int tokens = plan.thinking().maxTokens();
        if (tokens > 0) {
            chat.put(isOpenAis(plan.target()) ? "maxCompletionTokens" : "maxTokens", tokens);
        }
    }

    private static void sampling(RequestPlan plan, ObjectNode chat) {
        Sampling sampling = plan.sampling();
        Fields.put(chat, "temperature", sampling.temperature());
        Fields.put(chat, "topP", sampling.topP());
        Fields.put(chat, "topK", sampling.topK());
        if (!sampling.stop().isEmpty()) {
            sampling.stop().forEach(chat.putArray("stop")::add);
        }
        ChatRequest request = plan.request();
        Fields.put(chat, "presencePenalty", request.field("presence_penalty"));
        Fields.put(chat, "frequencyPenalty", request.field("frequency_penalty"));
        Fields.put(chat, "seed", request.field("seed"));
        JsonNode n = request.field("n");
        if (n != null && n.asInt() > 1) {
            chat.set("numGenerations", n);
        }
    }

    /** OpenAI's switch and count in one number: 0 gives the chosen token alone. */
    private static void likelihood(ChatRequest request, ObjectNode chat) {
        JsonNode bias = request.field("logit_bias");
        if (bias != null && !bias.isEmpty()) {
            chat.set("logitBias", bias);
        }
        JsonNode logprobs = request.field("logprobs");
        if (logprobs != null && logprobs.asBoolean()) {
            JsonNode top = request.field("top_logprobs");
            chat.put("logProbs", top == null ? 0 : top.asInt());
        }
    }

    private static void responseFormat(RequestPlan plan, ObjectNode chat) {
        OutputFormat.JsonSchema format = plan.nativeSchema();
        if (plan.jsonMode()) {
            chat.putObject("responseFormat").put("type", "JSON_OBJECT");
        } else if (format != null) {
            // No member but these four: a stray "strict" is refused (litellm#40040).
            ObjectNode schema = chat.putObject("responseFormat")
                    .put("type", "JSON_SCHEMA")
                    .putObject("jsonSchema")
                    .put("name", format.name());
            if (format.description() != null) {
                schema.put("description", format.description());
            }
            schema.set("schema", format.schema());
            Fields.put(
                    schema,
                    "isStrict",
                    Json.field(plan.request().tree().path("response_format").path("json_schema"), "strict"));
        }
    }
}
