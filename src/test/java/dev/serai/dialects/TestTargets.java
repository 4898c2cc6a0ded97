package dev.serai.dialects;

import static dev.serai.config.Capability.AUDIO;
import static dev.serai.config.Capability.EMBEDDINGS;
import static dev.serai.config.Capability.JSON_SCHEMA;
import static dev.serai.config.Capability.PDF;
import static dev.serai.config.Capability.PROMPT_CACHING;
import static dev.serai.config.Capability.REASONING;
import static dev.serai.config.Capability.TOOLS;
import static dev.serai.config.Capability.VISION;

import dev.serai.config.Capability;
import dev.serai.config.ModelFacts;
import dev.serai.config.ModelFacts.Sampling;
import dev.serai.config.ModelFacts.Thinking;
import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings;
import dev.serai.config.Timeouts;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Targets whose facts are those of real models (wire.md 3.8, 4.2, 14), fixed here so that no catalogue moves a test. */
public final class TestTargets {
    private TestTargets() {}

    /** The model of this short name, as the provider type of a dialect serves it. */
    public static ModelTarget target(String dialect, String name, Map<String, Object> settings) {
        if (dialect.equals("watsonx")) {
            return new ModelTarget(provider(dialect), WatsonxTargets.id(name), WatsonxTargets.facts(name), settings);
        }
        return dialect.startsWith("oci-")
                ? new ModelTarget(provider(dialect), OciTargets.id(name), OciTargets.facts(name), settings)
                : new ModelTarget(provider(dialect), id(dialect, name), facts(name), settings);
    }

    private static String id(String dialect, String name) {
        return switch (name) {
            case "claude-3-haiku" -> bedrock(dialect, "claude-3-haiku-20240307", "-v1:0");
            case "claude-3-7-sonnet" -> bedrock(dialect, "claude-3-7-sonnet-20250219", "-v1:0");
            case "claude-sonnet-4-5" -> bedrock(dialect, "claude-sonnet-4-5-20250929", "-v1:0");
            case "nova-pro", "nova-2-lite" -> "us.amazon." + name + "-v1:0";
            case "gpt-oss-120b" -> "openai.gpt-oss-120b-1:0";
            case "mistral-7b" -> "mistral.mistral-7b-instruct-v0:2";
            case "mistral-large" -> "mistral.mistral-large-2407-v1:0";
            case "llama3-1-70b" -> "us.meta.llama3-1-70b-instruct-v1:0";
            case "llama3-2-90b" -> "us.meta.llama3-2-90b-instruct-v1:0";
            case "command-text" -> "cohere.command-text-v14";
            case "j2-ultra" -> "ai21.j2-ultra-v1";
            case "llama3-8b" -> "meta.llama3-8b-instruct-v1:0";
            case "mixtral-8x7b" -> "mistral.mixtral-8x7b-instruct-v0:1";
            case "pixtral-large" -> "us.mistral.pixtral-large-2502-v1:0";
            case "titan-text-express" -> "amazon.titan-text-express-v1";
            case "command-r" -> "cohere.command-r-v1:0";
            case "deepseek-r1" -> "us.deepseek.r1-v1:0";
            case "jamba-1-5-large" -> "ai21.jamba-1-5-large-v1:0";
            case "nova-micro" -> "us.amazon.nova-micro-v1:0";
            case "unknown-claude" -> bedrock(dialect, "claude-next", "");
            case "unknown-gemini" -> "gemini-next";
            case "gemini-2.0-flash" -> "gemini-2.0-flash-001";
            case "gemini-3-flash", "gemini-3-pro", "gemini-3.1-pro" -> name + "-preview";
            default -> bedrock(dialect, name, "");
        };
    }

    private static String bedrock(String dialect, String name, String version) {
        return dialect.equals("converse") ? "us.anthropic." + name + version : name;
    }

    /** The facts of a model by its short name. */
    public static ModelFacts facts(String name) {
        return switch (name) {
            case "claude-3-haiku" ->
                claude(4096, Set.of(TOOLS, VISION, PROMPT_CACHING), Sampling.ANY, Thinking.NONE, "prefill forced");
            case "claude-3-7-sonnet" ->
                claude(64000, allBut(JSON_SCHEMA), Sampling.ANY, Thinking.BUDGET, "prefill forced");
            case "claude-sonnet-4-5" ->
                claude(64000, allBut(), Sampling.ONE_OF, Thinking.BUDGET, "prefill forced strict");
            case "claude-opus-4-6" -> claude(128000, allBut(), Sampling.ONE_OF, Thinking.ADAPTIVE, "forced strict");
            case "claude-sonnet-5" ->
                claude(128000, allBut(), Sampling.REFUSED, Thinking.ADAPTIVE, "unasked disable forced strict");
            case "claude-opus-5-5" -> claude(128000, allBut(), Sampling.REFUSED, Thinking.ADAPTIVE, "unasked strict");
            case "claude-fable-5" ->
                claude(128000, allBut(JSON_SCHEMA), Sampling.REFUSED, Thinking.ADAPTIVE, "unasked forced");
            case "nova-pro" -> other("nova", 5000, Set.of(TOOLS, VISION, PDF, PROMPT_CACHING), Thinking.NONE);
            case "nova-2-lite" ->
                other("nova", 64000, Set.of(TOOLS, VISION, PDF, REASONING, PROMPT_CACHING), Thinking.EFFORT);
            case "gpt-oss-120b" -> other("gpt-oss", 16384, Set.of(TOOLS, REASONING), Thinking.EFFORT);
            case "mistral-large" -> other("mistral", 8192, Set.of(TOOLS), Thinking.NONE);
            case "llama3-1-70b" -> other("llama", 4096, Set.of(TOOLS), Thinking.NONE);
            case "mistral-7b" -> withoutSystemPrompt(other("mistral", 8192, Set.of(), Thinking.NONE));
            case "llama3-2-90b" -> other("llama", 0, Set.of(TOOLS, VISION), Thinking.NONE);
            case "command-text" -> withoutSystemPrompt(other("cohere", 0, Set.of(), Thinking.NONE));
            case "j2-ultra" -> withoutSystemPrompt(other("other", 8191, Set.of(), Thinking.NONE));
            case "llama3-8b" -> other("llama", 2048, Set.of(), Thinking.NONE);
            case "mixtral-8x7b" -> withoutSystemPrompt(other("mistral", 4096, Set.of(), Thinking.NONE));
            case "pixtral-large" -> other("mistral", 8192, Set.of(TOOLS, VISION), Thinking.NONE);
            case "titan-text-express" -> withoutSystemPrompt(other("titan", 8192, Set.of(), Thinking.NONE));
            case "command-r" -> other("cohere", 0, Set.of(TOOLS), Thinking.NONE);
            case "deepseek-r1" -> other("deepseek", 32768, Set.of(REASONING), Thinking.NONE);
            case "jamba-1-5-large" -> other("other", 0, Set.of(TOOLS), Thinking.NONE);
            case "nova-micro" -> other("nova", 8192, Set.of(TOOLS, PROMPT_CACHING), Thinking.NONE);
            case "unknown-claude" -> ModelFacts.unknown("claude");
            case "unknown-gemini" -> ModelFacts.unknown("gemini");
            case "gemini-1.5-pro", "gemini-2.0-flash" -> gemini(8192, Thinking.NONE, "");
            case "gemini-2.5-pro" -> gemini(65535, Thinking.BUDGET, "unasked");
            case "gemini-2.5-flash" -> gemini(65535, Thinking.BUDGET, "unasked disable");
            case "gemini-2.5-flash-lite" -> gemini(65535, Thinking.BUDGET, "disable");
            case "gemini-3-flash", "gemini-3-pro", "gemini-3.1-pro" -> gemini(65535, Thinking.EFFORT, "unasked");
            default -> throw new IllegalArgumentException("no test model is called " + name);
        };
    }

    private static Set<Capability> allBut(Capability... missing) {
        Set<Capability> capabilities = EnumSet.complementOf(EnumSet.of(AUDIO, EMBEDDINGS));
        capabilities.add(PDF);
        List.of(missing).forEach(capabilities::remove);
        return capabilities;
    }

    private static ModelFacts claude(
            int maxOutput, Set<Capability> capabilities, Sampling sampling, Thinking thinking, String flags) {
        return new ModelFacts(
                true,
                "claude",
                200000,
                maxOutput,
                capabilities,
                sampling,
                thinking,
                flags.contains("unasked"),
                !flags.contains("unasked") || flags.contains("disable"),
                flags.contains("forced"),
                flags.contains("prefill"),
                flags.contains("strict"),
                true);
    }

    private static ModelFacts gemini(int maxOutput, Thinking thinking, String flags) {
        Set<Capability> capabilities = EnumSet.of(TOOLS, VISION, PDF, AUDIO, JSON_SCHEMA);
        if (thinking != Thinking.NONE) {
            capabilities.add(REASONING);
        }
        return new ModelFacts(
                true,
                "gemini",
                1048576,
                maxOutput,
                capabilities,
                Sampling.ANY,
                thinking,
                flags.contains("unasked"),
                !flags.contains("unasked") || flags.contains("disable"),
                true,
                true,
                false,
                true);
    }

    private static ModelFacts other(String family, int maxOutput, Set<Capability> capabilities, Thinking thinking) {
        return new ModelFacts(
                true,
                family,
                128000,
                maxOutput,
                capabilities,
                Sampling.ANY,
                thinking,
                false,
                true,
                true,
                true,
                false,
                true);
    }

    private static ModelFacts withoutSystemPrompt(ModelFacts facts) {
        return new ModelFacts(
                true,
                facts.family(),
                32000,
                facts.maxOutput(),
                facts.capabilities(),
                facts.sampling(),
                facts.thinking(),
                false,
                true,
                true,
                true,
                false,
                false);
    }

    private static ProviderSettings provider(String dialect) {
        String type =
                switch (dialect) {
                    case "converse" -> "bedrock";
                    case "gemini" -> "vertex";
                    case "oci-generic", "oci-cohere" -> "oracle";
                    case "watsonx" -> "ibm";
                    default -> dialect;
                };
        return new ProviderSettings(
                type,
                type,
                true,
                null,
                "us-east-1",
                null,
                List.of(),
                Timeouts.DEFAULT,
                0,
                Duration.ofSeconds(1),
                10,
                ProviderSettings.Breaker.DEFAULT,
                ProviderSettings.Quirks.NONE,
                accountOf(type));
    }

    /** On whose account a provider of the type runs a model. */
    private static Map<String, Object> accountOf(String type) {
        return switch (type) {
            case "oracle" -> Map.of("compartment_id", OciTargets.COMPARTMENT);
            case "ibm" -> WatsonxTargets.SETTINGS;
            default -> Map.of();
        };
    }
}
