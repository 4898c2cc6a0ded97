package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;

/** How many texts a field {@code prompt} asks to be completed, as OpenAI reads it. Pure functions. */
public final class Prompts {
    private Prompts() {}

    /** At least one. A list that begins with a number is one prompt, of tokens; any other is one of prompts. */
    public static int count(JsonNode prompt) {
        return prompt.isArray() && !prompt.path(0).isNumber() ? Math.max(1, prompt.size()) : 1;
    }
}
