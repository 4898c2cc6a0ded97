package dev.serai.dialects;

import static dev.serai.config.Capability.AUDIO;
import static dev.serai.config.Capability.JSON_OBJECT;
import static dev.serai.config.Capability.JSON_SCHEMA;
import static dev.serai.config.Capability.PDF;
import static dev.serai.config.Capability.REASONING;
import static dev.serai.config.Capability.TOOLS;
import static dev.serai.config.Capability.VISION;

import dev.serai.config.Capability;
import dev.serai.config.ModelFacts;
import dev.serai.config.ModelFacts.Sampling;
import dev.serai.config.ModelFacts.Thinking;
import java.util.Set;

/** Models as OCI serves them, with the facts of the catalogue. */
final class OciTargets {
    /** What {@code ORACLE_COMPARTMENT_ID} says in tests. */
    static final String COMPARTMENT = "ocid1.compartment.oc1..test";

    private OciTargets() {}

    static String id(String name) {
        return switch (name) {
            case "llama-4-maverick" -> "meta.llama-4-maverick-17b-128e-instruct-fp8";
            case "gemini-2.5-pro" -> "google.gemini-2.5-pro";
            case "gpt-oss-120b" -> "openai.gpt-oss-120b";
            case "openai-next" -> "openai.gpt-next";
            case "command-r-plus" -> "cohere.command-r-plus-08-2024";
            case "command-a-vision" -> "cohere.command-a-vision-07-2025";
            case "command-a-reasoning" -> "cohere.command-a-reasoning-08-2025";
            default -> throw new IllegalArgumentException("no test model of OCI is called " + name);
        };
    }

    static ModelFacts facts(String name) {
        return switch (name) {
            case "llama-4-maverick" -> facts("llama", 16384, Set.of(TOOLS, VISION, JSON_OBJECT, JSON_SCHEMA), "");
            case "gemini-2.5-pro" ->
                facts(
                        "gemini",
                        65535,
                        Set.of(TOOLS, VISION, PDF, AUDIO, JSON_OBJECT, JSON_SCHEMA, REASONING),
                        "effort unasked always strict");
            case "gpt-oss-120b" -> facts("gpt-oss", 16384, Set.of(TOOLS, REASONING), "effort unasked always");
            case "openai-next" -> ModelFacts.unknown("gpt");
            case "command-r-plus" -> facts("cohere", 0, Set.of(TOOLS, JSON_OBJECT, JSON_SCHEMA), "");
            case "command-a-vision" -> facts("cohere", 8192, Set.of(VISION, JSON_OBJECT, JSON_SCHEMA), "");
            case "command-a-reasoning" ->
                facts("cohere", 32768, Set.of(TOOLS, JSON_OBJECT, JSON_SCHEMA, REASONING), "effort unasked");
            default -> throw new IllegalArgumentException("no test model of OCI is called " + name);
        };
    }

    private static ModelFacts facts(String family, int maxOutput, Set<Capability> capabilities, String flags) {
        return new ModelFacts(
                true,
                family,
                131072,
                maxOutput,
                capabilities,
                Sampling.ANY,
                flags.contains("effort") ? Thinking.EFFORT : Thinking.NONE,
                flags.contains("unasked"),
                !flags.contains("always"),
                true,
                true,
                flags.contains("strict"),
                true);
    }
}
