package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Turns the arguments of a call back into what the client's own schema says, where the provider could only be told another
 * one. Stateless and thread-safe.
 */
@FunctionalInterface
public interface ToolArguments {
    /** The provider has the client's own schemas. */
    ToolArguments UNCHANGED = (tool, arguments) -> arguments;

    /**
     * The client's arguments.
     *
     * @param tool the tool's name at the provider
     * @param arguments as the model gave them; may be changed
     */
    JsonNode back(String tool, JsonNode arguments);
}
