package dev.serai.dialects.watsonx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
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
import dev.serai.errors.GatewayException;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's chat request as a body of watsonx.ai's {@code text/generation}, for models that have no chat: what was said
 * becomes one prompt. Stateless.
 *
 * @see <a href="https://cloud.ibm.com/apidocs/watsonx-ai#text-generation">watsonx.ai: infer text</a>
 */
final class GenerationRequest {
    /** The default is 20 tokens: no answer. */
    private static final int USUAL_LIMIT = 1024;

    private static final int HIGHEST_TEMPERATURE = 2;
    private static final BigDecimal LOWEST_TEMPERATURE = new BigDecimal("0.05"); // (k)
    private static final int MOST_STOP_SEQUENCES = 6; // (k)
    private static final long LEAST_SEED = 1; // (k)
    private static final String SEED = "seed";

    private GenerationRequest() {}

    /** Translates a request for one target; 400 where the target can't do what the request means. */
    static ProviderRequest translate(ChatRequest request, ModelTarget target) {
        RequestPlan plan = RequestPlanner.plan(request, target, traits(target.facts()));
        if (plan.nativeSchema() != null) {
            throw GatewayException.invalid(
                    "unsupported_value",
                    "response_format",
                    "The providers of this model can't hold it to this schema.");
        }
        WatsonxAsset asset = new WatsonxAsset(target);
        PromptTemplate template = PromptTemplate.of(target);
        ObjectNode body = Json.object();
        asset.identify(body);
        body.put("input", template.prompt(plan.conversation()));
        ObjectNode parameters = body.putObject("parameters");
        decoding(plan, parameters);
        parameters.put("max_new_tokens", plan.thinking().maxTokens());
        seed(plan, parameters);
        stop(plan, template, parameters);
        WatsonxDropped.name(plan);
        return plan.written(asset.path("generation", request.stream()), Map.of(), Json.bytes(body));
    }

    private static DialectTraits traits(ModelFacts facts) {
        return new DialectTraits(
                0,
                facts.maxOutput() > 0 ? facts.maxOutput() : USUAL_LIMIT,
                ForcedChoice.NEVER,
                false,
                false,
                false,
                false,
                Set.of(SEED),
                HIGHEST_TEMPERATURE,
                false);
    }

    /** Greedy decoding refuses what steers the sampling. */
    private static void decoding(RequestPlan plan, ObjectNode parameters) {
        Sampling sampling = plan.sampling();
        JsonNode temperature = sampling.temperature();
        boolean drawn = temperature == null
                ? sampling.topP() != null || sampling.topK() != null
                : temperature.decimalValue().signum() > 0;
        parameters.put("decoding_method", drawn ? "sample" : "greedy");
        if (!drawn) {
            return;
        }
        if (temperature != null && temperature.decimalValue().compareTo(LOWEST_TEMPERATURE) < 0) {
            plan.dropped().changed("temperature", temperature.asText(), LOWEST_TEMPERATURE);
            temperature = DecimalNode.valueOf(LOWEST_TEMPERATURE);
        }
        set(parameters, "temperature", temperature);
        set(parameters, "top_p", sampling.topP());
        set(parameters, "top_k", sampling.topK());
    }

    private static void seed(RequestPlan plan, ObjectNode parameters) {
        JsonNode seed = plan.request().field(SEED);
        if (seed != null && seed.asLong() < LEAST_SEED) {
            plan.dropped().leftOut(SEED);
        } else {
            set(parameters, "random_seed", seed);
        }
    }

    /** The client's, then those with which the template would begin the next turn; none of them stays in the text. */
    private static void stop(RequestPlan plan, PromptTemplate template, ObjectNode parameters) {
        Set<String> sequences = new LinkedHashSet<>(plan.sampling().stop());
        sequences.addAll(template.stop());
        sequences.stream().limit(MOST_STOP_SEQUENCES).forEach(parameters.withArray("stop_sequences")::add);
        parameters.put("include_stop_sequence", false);
    }

    private static void set(ObjectNode parameters, String name, @Nullable JsonNode value) {
        if (value != null) {
            parameters.set(name, value);
        }
    }
}
