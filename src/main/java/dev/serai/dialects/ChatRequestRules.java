package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.errors.GatewayException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What OpenAI's reference asks of a chat request, field by field. Fields that it does not know pass, but for those that
 * would steer a gateway.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/create">OpenAI: create chat completion</a>
 */
public final class ChatRequestRules {
    /** What tools and schemas may be called. */
    public static final Pattern NAME = Pattern.compile("^[a-zA-Z0-9_-]+$");

    private static final int LONGEST_MODEL = 256;
    /** No model writes so much; what is above is a mistake, or an overflow elsewhere. */
    public static final long MOST_TOKENS = 100_000_000;

    private static final Set<String> REASONING_EFFORTS =
            names("none", "minimal", "low", "medium", "high", "xhigh", "max");
    private static final Set<String> SERVICE_TIERS = names("auto", "default", "flex", "scale", "priority");
    private static final Set<String> VERBOSITIES = names("low", "medium", "high");
    private static final Set<String> CACHE_RETENTIONS = names("in_memory", "in-memory", "24h");
    private static final Set<String> MODALITIES = names("text", "audio");

    private ChatRequestRules() {}

    /** Throws a 400 for the first fault; {@code model} is looked at first. */
    static void check(ObjectNode request) {
        FieldChecks fields = new FieldChecks(request, "");
        model(fields);
        SteeringFields.refuse(request);
        MessageRules.check(fields);
        sampling(fields);
        limits(fields);
        stop(fields);
        stream(fields);
        ToolRules.check(fields);
        ResponseFormatRules.check(fields);
        hints(fields);
        extensions(fields);
    }

    /** A set that keeps alphabetical order, for messages. */
    public static Set<String> names(String... names) {
        return new TreeSet<>(Set.of(names));
    }

    /** The model must be named, in printable characters. */
    public static void model(FieldChecks fields) {
        JsonNode model = fields.field("model");
        if (model == null) {
            throw GatewayException.invalid("missing_model", "model", "Missing required parameter: 'model'.");
        }
        if (!model.isTextual()) {
            throw FieldFaults.type("model", "a string", model);
        }
        String name = model.textValue();
        if (name.isEmpty() || name.length() > LONGEST_MODEL) {
            throw FieldFaults.value("model", "expected 1 to " + LONGEST_MODEL + " characters.");
        }
        if (!isPrintable(name)) {
            throw FieldFaults.value("model", "it holds control characters.");
        }
    }

    private static boolean isPrintable(String name) {
        for (int i = 0; i < name.length(); ) {
            int character = name.codePointAt(i);
            boolean ascii = character >= ' ' && character < 0x7f;
            if (!ascii && unprintable(character)) {
                return false;
            }
            i += Character.charCount(character);
        }
        return true;
    }

    /** What could break a log line, a header or an encoder. */
    private static boolean unprintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }

    private static void sampling(FieldChecks fields) {
        fields.decimal("temperature", 0, 2);
        fields.decimal("top_p", 0, 1);
        fields.decimal("presence_penalty", -2, 2);
        fields.decimal("frequency_penalty", -2, 2);
        fields.integer("seed");
        logitBias(fields);
        fields.bool("logprobs");
        fields.integer("top_logprobs", 0, 20);
        if (fields.object().path("top_logprobs").asInt() > 0
                && !fields.object().path("logprobs").booleanValue()) {
            throw FieldFaults.value("top_logprobs", "it is only allowed when 'logprobs' is true.");
        }
    }

    static void logitBias(FieldChecks fields) {
        FieldChecks bias = fields.object("logit_bias");
        if (bias == null) {
            return;
        }
        for (Map.Entry<String, JsonNode> entry : bias.object().properties()) {
            FieldChecks.decimal(entry.getValue(), bias.param(entry.getKey()), -100, 100);
        }
    }

    private static void limits(FieldChecks fields) {
        fields.integer("max_tokens", 1, MOST_TOKENS);
        fields.integer("max_completion_tokens", 1, MOST_TOKENS);
        fields.integer("n", 1, 128);
    }

    static void stop(FieldChecks fields) {
        JsonNode stop = fields.field("stop");
        if (stop == null || stop.isTextual()) {
            return;
        }
        if (!stop.isArray()) {
            throw FieldFaults.type("stop", "a string or an array of strings", stop);
        }
        if (stop.size() > 4) {
            throw FieldFaults.arrayTooLong("stop", 4, stop.size());
        }
        for (int i = 0; i < stop.size(); i++) {
            FieldChecks.string(stop.get(i), "stop[" + i + "]", Integer.MAX_VALUE);
        }
    }

    static void stream(FieldChecks fields) {
        fields.bool("stream");
        FieldChecks options = fields.object("stream_options");
        if (options == null) {
            return;
        }
        if (!fields.object().path("stream").booleanValue()) {
            throw FieldFaults.value("stream_options", "it is only allowed when 'stream' is enabled.");
        }
        options.bool("include_usage");
        options.bool("include_obfuscation");
    }

    private static void hints(FieldChecks fields) {
        fields.oneOf("reasoning_effort", REASONING_EFFORTS);
        fields.oneOf("verbosity", VERBOSITIES);
        fields.oneOf("service_tier", SERVICE_TIERS);
        fields.string("user");
        fields.string("safety_identifier", 64);
        fields.string("prompt_cache_key");
        fields.oneOf("prompt_cache_retention", CACHE_RETENTIONS);
        fields.object("prompt_cache_options");
        fields.bool("store");
        fields.object("audio");
        fields.object("prediction");
        fields.object("web_search_options");
        metadata(fields);
        modalities(fields);
    }

    /** At most 16 short texts by short names. */
    public static void metadata(FieldChecks fields) {
        FieldChecks metadata = fields.object("metadata");
        if (metadata == null) {
            return;
        }
        if (metadata.object().size() > 16) {
            throw GatewayException.invalid(
                    "object_above_max_properties",
                    "metadata",
                    "Invalid 'metadata': too many properties. Expected an object with at most 16 properties.");
        }
        for (Map.Entry<String, JsonNode> entry : metadata.object().properties()) {
            if (entry.getKey().length() > 64) {
                throw FieldFaults.stringTooLong("metadata", 64, entry.getKey().length());
            }
            FieldChecks.string(entry.getValue(), metadata.param(entry.getKey()), 512);
        }
    }

    private static void modalities(FieldChecks fields) {
        JsonNode modalities = fields.array("modalities", MODALITIES.size());
        for (int i = 0; modalities != null && i < modalities.size(); i++) {
            String param = "modalities[" + i + "]";
            String modality = FieldChecks.string(modalities.get(i), param, Integer.MAX_VALUE);
            if (!MODALITIES.contains(modality)) {
                throw FieldFaults.value(param, modality, MODALITIES);
            }
        }
    }

    /** Fields of other vendors that clients send to gateways. */
    private static void extensions(FieldChecks fields) {
        fields.integer("top_k", -1, Integer.MAX_VALUE);
        FieldChecks thinking = fields.object("thinking");
        if (thinking != null) {
            thinking.requiredString("type");
            thinking.integer("budget_tokens", 0, MOST_TOKENS);
        }
    }
}
