package dev.serai.dialects;

import static dev.serai.config.Capability.JSON_OBJECT;
import static dev.serai.config.Capability.JSON_SCHEMA;
import static dev.serai.config.Capability.REASONING;
import static dev.serai.config.Capability.TOOLS;
import static dev.serai.config.Capability.VISION;

import dev.serai.config.Capability;
import dev.serai.config.EmbeddingFacts;
import dev.serai.config.ModelFacts;
import dev.serai.config.ModelFacts.Sampling;
import dev.serai.config.ModelFacts.Thinking;
import dev.serai.fakes.FakeWatsonx;
import java.util.Map;
import java.util.Set;

/** Models of watsonx.ai for tests, as the catalogue knows them. */
final class WatsonxTargets {
    /** A provider's block. */
    static final Map<String, Object> SETTINGS = Map.of("project_id", FakeWatsonx.PROJECT);

    private WatsonxTargets() {}

    static String id(String name) {
        return switch (name) {
            case "llama-4-maverick" -> "meta-llama/llama-4-maverick-17b-128e-instruct-fp8";
            case "llama-3-70b" -> "meta-llama/llama-3-70b-instruct";
            case "granite-13b-chat", "granite-13b-instruct" -> "ibm/" + name + "-v2";
            case "gpt-oss-120b" -> "openai/gpt-oss-120b";
            case "mistral-large" -> "mistralai/mistral-large";
            case "unknown-model" -> "ibm/next";
            default -> throw new IllegalArgumentException("no model of watsonx.ai is called " + name);
        };
    }

    static ModelFacts facts(String name) {
        return switch (name) {
            case "llama-4-maverick" ->
                facts("llama", Set.of(TOOLS, VISION, JSON_OBJECT, JSON_SCHEMA), Thinking.NONE, 16384, true);
            case "gpt-oss-120b" ->
                facts("gpt-oss", Set.of(TOOLS, REASONING, JSON_OBJECT, JSON_SCHEMA), Thinking.EFFORT, 16384, true);
            case "mistral-large" -> facts("mistral", Set.of(TOOLS, JSON_OBJECT, JSON_SCHEMA), Thinking.NONE, 0, true);
            case "llama-3-70b" -> facts("llama", Set.of(), Thinking.NONE, 2048, false);
            case "granite-13b-chat", "granite-13b-instruct" -> facts("granite", Set.of(), Thinking.NONE, 0, false);
            default -> ModelFacts.unknown("granite");
        };
    }

    private static ModelFacts facts(
            String family, Set<Capability> capabilities, Thinking thinking, int maxOutput, boolean chat) {
        boolean thinks = thinking == Thinking.EFFORT;
        return new ModelFacts(
                true,
                family,
                128000,
                maxOutput,
                capabilities,
                Sampling.ANY,
                thinking,
                thinks,
                !thinks,
                true,
                true,
                false,
                true,
                EmbeddingFacts.UNKNOWN,
                chat);
    }
}
