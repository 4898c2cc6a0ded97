package dev.serai.dialects.watsonx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelFacts;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.ChatRequest;
import dev.serai.dialects.DialectTraits;
import dev.serai.dialects.DialectTraits.ForcedChoice;
import dev.serai.dialects.Json;
import dev.serai.dialects.ProviderRequest;
import dev.serai.dialects.RequestPlan;
import dev.serai.dialects.RequestPlanner;
import dev.serai.dialects.Sampling;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's chat request as a body of watsonx.ai's {@code text/chat}. Stateless.
 *
 * @see <a href="https://cloud.ibm.com/apidocs/watsonx-ai#text-chat">watsonx.ai: infer text by chat</a>
 */
final class WatsonxRequest {
    private static final int LONGEST_TOOL_NAME = 64;
    private static final int HIGHEST_TEMPERATURE = 2;

    /** OpenAI's, of the same name and meaning; then IBM's own, for the client that knows them. */
    private static final List<String> SAME = List.of(
            "n",
            "seed",
            "frequency_penalty",
            "presence_penalty",
            "logit_bias",
            "logprobs",
            "top_logprobs",
            "time_limit",
            "repetition_penalty",
            "length_penalty",
            "guided_choice",
            "guided_regex",
            "guided_grammar",
            "guided_json",
            "include_reasoning",
            "chat_template_kwargs");

    private static final Set<String> EFFORTS = Set.of("low", "medium", "high");

    private WatsonxRequest() {}

    /** Translates a request for one target; 400 where the target can't do what the request means. */
    static ProviderRequest translate(ChatRequest request, ModelTarget target) {
        RequestPlan plan = RequestPlanner.plan(request, target, traits(target.facts()));
        WatsonxAsset asset = new WatsonxAsset(target);
        ObjectNode body = Json.object();
        asset.identify(body);
        WatsonxMessages.write(plan, body);
        WatsonxTools.write(plan, body);
        // Without a limit the default is 1024; 0 stands for the model's own, which is what OpenAI means by none.
        body.put("max_completion_tokens", plan.thinking().maxTokens());
        sampling(plan, body);
        SAME.forEach(name -> set(body, name, request.field(name)));
        responseFormat(plan, body);
        reasoning(plan, body);
        WatsonxDropped.name(plan);
        return plan.written(asset.path("chat", request.stream()), Map.of(), Json.bytes(body));
    }

    private static DialectTraits traits(ModelFacts facts) {
        return new DialectTraits(
                LONGEST_TOOL_NAME,
                0,
                facts.forcedToolChoice() ? ForcedChoice.NAMED : ForcedChoice.NEVER,
                true,
                false, // IBM's reference knows "the url of a image with base64 data included", and no other.
                false,
                false,
                Set.copyOf(SAME),
                HIGHEST_TEMPERATURE,
                true);
    }

    private static void sampling(RequestPlan plan, ObjectNode body) {
        Sampling sampling = plan.sampling();
        set(body, "temperature", sampling.temperature());
        set(body, "top_p", sampling.topP());
        if (sampling.topK() != null) {
            plan.dropped().leftOut("top_k");
        }
        if (!sampling.stop().isEmpty()) {
            sampling.stop().forEach(body.putArray("stop")::add);
        }
    }

    private static void responseFormat(RequestPlan plan, ObjectNode body) {
        if (plan.jsonMode()) {
            body.putObject("response_format").put("type", "json_object");
        } else if (plan.nativeSchema() != null) {
            set(body, "response_format", plan.request().field("response_format"));
        }
    }

    private static void reasoning(RequestPlan plan, ObjectNode body) {
        String effort = plan.thinking().effort();
        if (effort != null && EFFORTS.contains(effort)) {
            body.put("reasoning_effort", effort);
        } else if (effort != null) {
            String nearest = effort.equals("minimal") || effort.equals("none") ? "low" : "high";
            plan.dropped().changed("reasoning_effort", effort, nearest);
            body.put("reasoning_effort", nearest);
        }
    }

    private static void set(ObjectNode body, String name, @Nullable JsonNode value) {
        if (value != null && !(value.isContainerNode() && value.isEmpty())) {
            body.set(name, value);
        }
    }
}
