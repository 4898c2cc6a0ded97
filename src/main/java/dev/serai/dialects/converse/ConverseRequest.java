package dev.serai.dialects.converse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.Capability;
import dev.serai.config.ModelFacts;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.ChatRequest;
import dev.serai.dialects.DialectTraits;
import dev.serai.dialects.DialectTraits.ForcedChoice;
import dev.serai.dialects.ImageDetail;
import dev.serai.dialects.Json;
import dev.serai.dialects.OutputFormat;
import dev.serai.dialects.PathSegment;
import dev.serai.dialects.ProviderRequest;
import dev.serai.dialects.RequestPlan;
import dev.serai.dialects.RequestPlanner;
import dev.serai.dialects.Sampling;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's chat request as a Bedrock Converse body. Stateless.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html">Converse</a>
 */
final class ConverseRequest {
    private static final int LONGEST_TOOL_NAME = 64;

    /** Whose own limit, where none is sent, cuts answers short. */
    private static final Set<String> WANT_A_LIMIT = Set.of("claude", "titan", "llama", "mistral");

    /**
     * Whose tools Converse does not stream: they are asked for a whole answer, and the client gets its stream of that.
     *
     * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-supported-models-features.html">Bedrock:
     *     supported models and features</a>
     */
    private static final Set<String> STREAM_NO_TOOLS = Set.of("llama", "mistral");

    private ConverseRequest() {}

    /** Translates a request for one target; 400 where the target can't do what the request means. */
    static ProviderRequest translate(ChatRequest request, ModelTarget target) {
        RequestPlan plan = RequestPlanner.plan(request, target, traits(target.facts()));
        ObjectNode body = Json.object();
        ConverseTurns.write(plan, body);
        inference(plan, body);
        ConverseTools.write(plan, body);
        boolean stream = request.stream() && streams(target, body.has("toolConfig"));
        guardrail(plan, stream, body);
        outputConfig(plan, body);
        ConverseModelFields.write(plan, body);
        ConverseMetadata.write(plan, body);
        ImageDetail.leftOut(plan);
        ProviderRequest written = plan.written(path(target.model(), stream), Map.of(), Json.bytes(body));
        return stream == request.stream() ? written : written.answeredWhole();
    }

    /** Jurassic-2 is never streamed. */
    private static boolean streams(ModelTarget target, boolean tools) {
        boolean toolsAlone = tools && STREAM_NO_TOOLS.contains(target.facts().family());
        return !toolsAlone && !target.model().contains("ai21.j2-");
    }

    private static DialectTraits traits(ModelFacts facts) {
        boolean claude = facts.family().equals("claude");
        boolean caches = (claude || facts.family().equals("nova")) && facts.can(Capability.PROMPT_CACHING);
        return new DialectTraits(
                LONGEST_TOOL_NAME,
                WANT_A_LIMIT.contains(facts.family()) ? facts.maxOutput() : 0,
                forcedChoice(facts),
                claude,
                false,
                caches,
                caches && claude);
    }

    private static ForcedChoice forcedChoice(ModelFacts facts) {
        if (!facts.forcedToolChoice()) {
            return ForcedChoice.NEVER;
        }
        return switch (facts.family()) {
            case "claude", "nova" -> ForcedChoice.NAMED;
            case "mistral" -> ForcedChoice.ANY;
            default -> facts.known() ? ForcedChoice.NEVER : ForcedChoice.NAMED;
        };
    }

    static String path(String model, boolean stream) {
        return "/model/" + PathSegment.of(model) + (stream ? "/converse-stream" : "/converse");
    }

    private static void inference(RequestPlan plan, ObjectNode body) {
        ObjectNode inference = Json.object();
        Sampling sampling = plan.sampling();
        if (plan.thinking().maxTokens() > 0) {
            inference.put("maxTokens", plan.thinking().maxTokens());
        }
        if (sampling.temperature() != null) {
            inference.set("temperature", sampling.temperature());
        }
        if (sampling.topP() != null) {
            inference.set("topP", sampling.topP());
        }
        if (!sampling.stop().isEmpty()) {
            sampling.stop().forEach(inference.putArray("stopSequences")::add);
        }
        if (!inference.isEmpty()) {
            body.set("inferenceConfig", inference);
        }
    }

    private static void guardrail(RequestPlan plan, boolean stream, ObjectNode body) {
        if (!(plan.target().settings().get("guardrail") instanceof Map<?, ?> guardrail)) {
            return;
        }
        ObjectNode config = body.putObject("guardrailConfig");
        put(config, "guardrailIdentifier", guardrail.get("id"));
        put(config, "guardrailVersion", guardrail.get("version"));
        put(config, "trace", guardrail.get("trace"));
        if (stream) {
            put(config, "streamProcessingMode", guardrail.get("stream_processing_mode"));
        }
    }

    private static void put(ObjectNode config, String name, @Nullable Object value) {
        if (value != null) {
            config.put(name, value.toString());
        }
    }

    private static void outputConfig(RequestPlan plan, ObjectNode body) {
        OutputFormat.JsonSchema format = plan.nativeSchema();
        if (format == null) {
            return;
        }
        ObjectNode text = body.putObject("outputConfig").putObject("textFormat").put("type", "json_schema");
        ObjectNode schema = text.putObject("structure").putObject("jsonSchema");
        // A string, not an object: API_runtime_JsonSchemaDefinition.
        schema.put("schema", Json.string(format.schema())).put("name", format.name());
        if (format.description() != null) {
            schema.put("description", format.description());
        }
    }
}
