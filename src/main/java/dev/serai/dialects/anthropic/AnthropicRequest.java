package dev.serai.dialects.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.Capability;
import dev.serai.config.ModelFacts;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.ChatRequest;
import dev.serai.dialects.DialectTraits;
import dev.serai.dialects.DialectTraits.ForcedChoice;
import dev.serai.dialects.Digest;
import dev.serai.dialects.ImageDetail;
import dev.serai.dialects.Json;
import dev.serai.dialects.ProviderRequest;
import dev.serai.dialects.RequestPlan;
import dev.serai.dialects.RequestPlanner;
import dev.serai.dialects.Sampling;
import dev.serai.dialects.ThinkingPlan;
import dev.serai.dialects.ThinkingPlan.Kind;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's chat request as an Anthropic Messages body, for Anthropic and for the clouds that have Claude. Stateless.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/messages">Messages</a>
 */
final class AnthropicRequest {
    private static final int LONGEST_TOOL_NAME = 128;

    /** Messages wants a limit; this one where neither the client nor the catalogue has any. */
    private static final int USUAL_LIMIT = 4096;

    /** Anthropic asks for an opaque user_id, and refuses a longer one. */
    private static final int LONGEST_USER_ID = 256;

    /** An e-mail address, or enough digits for a telephone number. */
    private static final Pattern PERSONAL = Pattern.compile(".*@.*|\\+?[\\d ()./-]{7,}", Pattern.DOTALL);

    private AnthropicRequest() {}

    /** Translates a request for one target; 400 where the target can't do what the request means. */
    static ProviderRequest translate(ChatRequest request, ModelTarget target) {
        AnthropicPlatform platform = AnthropicPlatform.of(target);
        RequestPlan plan = RequestPlanner.plan(request, target, traits(target.facts(), platform));
        ObjectNode body = platform.body(target);
        body.put("max_tokens", plan.thinking().maxTokens());
        AnthropicTurns.write(plan, body);
        sampling(plan.sampling(), body);
        AnthropicTools.write(plan, body);
        thinking(plan.thinking(), body);
        outputConfig(plan, body);
        user(plan, body);
        serviceTier(plan, platform, body);
        ImageDetail.leftOut(plan);
        if (request.stream()) {
            body.put("stream", true);
        }
        return plan.written(platform.path(target, request.stream()), platform.headers(target), Json.bytes(body));
    }

    private static DialectTraits traits(ModelFacts facts, AnthropicPlatform platform) {
        return new DialectTraits(
                LONGEST_TOOL_NAME,
                facts.maxOutput() > 0 ? facts.maxOutput() : USUAL_LIMIT,
                facts.forcedToolChoice() ? ForcedChoice.NAMED : ForcedChoice.NEVER,
                true,
                platform.remoteImages(),
                facts.can(Capability.PROMPT_CACHING),
                facts.can(Capability.PROMPT_CACHING));
    }

    private static void sampling(Sampling sampling, ObjectNode body) {
        set(body, "temperature", sampling.temperature());
        set(body, "top_p", sampling.topP());
        set(body, "top_k", sampling.topK());
        if (!sampling.stop().isEmpty()) {
            sampling.stop().forEach(body.putArray("stop_sequences")::add);
        }
    }

    private static void set(ObjectNode body, String name, @Nullable JsonNode value) {
        if (value != null) {
            body.set(name, value);
        }
    }

    private static void thinking(ThinkingPlan plan, ObjectNode body) {
        switch (plan.kind()) {
            case DISABLED -> body.putObject("thinking").put("type", "disabled");
            case ADAPTIVE -> body.putObject("thinking").put("type", "adaptive");
            case BUDGET -> body.putObject("thinking").put("type", "enabled").put("budget_tokens", plan.budget());
            case UNSAID, EFFORT -> {}
        }
    }

    private static void outputConfig(RequestPlan plan, ObjectNode body) {
        String effort = plan.thinking().effort();
        if (effort != null && !(plan.thinking().kind() == Kind.EFFORT && effort.equals("none"))) {
            body.withObject("/output_config").put("effort", effort.equals("minimal") ? "low" : effort);
        }
        if (plan.nativeSchema() != null) {
            body.withObject("/output_config")
                    .putObject("format")
                    .put("type", "json_schema")
                    .set("schema", plan.nativeSchema().schema());
        }
    }

    private static void user(RequestPlan plan, ObjectNode body) {
        JsonNode identifier = plan.request().field("safety_identifier");
        JsonNode user = identifier == null ? plan.request().field("user") : identifier;
        if (user != null && !user.asText().isBlank()) {
            body.putObject("metadata").put("user_id", opaque(user.asText()));
        }
        JsonNode metadata = plan.request().field("metadata");
        if (metadata != null && !metadata.isEmpty()) {
            plan.dropped().leftOut("metadata");
        }
    }

    /** Anthropic wants no name, address or number of a person in it. */
    private static String opaque(String user) {
        return PERSONAL.matcher(user).matches() || user.length() > LONGEST_USER_ID ? Digest.hex(user, 64) : user;
    }

    private static void serviceTier(RequestPlan plan, AnthropicPlatform platform, ObjectNode body) {
        JsonNode tier = plan.request().field("service_tier");
        if (tier == null) {
            return;
        }
        switch (platform.serviceTiers() ? tier.asText() : "") {
            case "auto" -> body.put("service_tier", "auto");
            case "default" -> body.put("service_tier", "standard_only");
            default -> plan.dropped().leftOut("service_tier");
        }
    }
}
