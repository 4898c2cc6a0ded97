package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClaudeSchemaTest {

    @Test
    void constraintsGoIntoTheDescription() throws JsonProcessingException {
        assertThat(translated("""
                        {"type":"object","properties":{
                          "n":{"type":"integer","description":"How many.","minimum":1,"maximum":9},
                          "s":{"type":"string","format":"phone","pattern":"^[0-9]+$"},
                          "d":{"type":"string","format":"date"},
                          "l":{"type":"array","items":{"type":"number","multipleOf":0.10},"minItems":1,"maxItems":3}}}""")).isEqualTo("""
                        {"type":"object","properties":{\
                        "n":{"type":"integer","description":"How many.\\n\\n{minimum: 1, maximum: 9}"},\
                        "s":{"type":"string","description":"{format: \\"phone\\", pattern: \\"^[0-9]+$\\"}"},\
                        "d":{"type":"string","format":"date"},\
                        "l":{"type":"array","items":{"type":"number","description":"{multipleOf: 0.10}"},"minItems":1,\
                        "description":"{maxItems: 3}"}},"additionalProperties":false}""");
    }

    @Test
    void everyObjectIsClosedAndOneOfIsAnyOf() throws JsonProcessingException {
        assertThat(translated("""
                        {"$defs":{"p":{"type":["object","null"],"properties":{}}},
                         "type":"object","properties":{"x":{"oneOf":[{"$ref":"#/$defs/p"},{"const":null}]}}}""")).isEqualTo("""
                        {"$defs":{"p":{"type":["object","null"],"properties":{},"additionalProperties":false}},\
                        "type":"object","properties":{"x":{"anyOf":[{"$ref":"#/$defs/p"},{"const":null}]}},\
                        "additionalProperties":false}""");
    }

    @Test
    void whatRefersToItselfCanNotBeSaid() throws JsonProcessingException {
        assertThat(schema("{\"type\":\"object\",\"properties\":{\"child\":{\"$ref\":\"#\"}}}"))
                .isEmpty();
        assertThat(schema("""
                        {"$defs":{"a":{"items":{"$ref":"#/$defs/b"}},"b":{"anyOf":[{"$ref":"#/$defs/a"}]}},
                         "type":"object","properties":{"x":{"$ref":"#/$defs/a"}}}""")).isEmpty();
    }

    @Test
    void whatIsReferredToOftenIsLookedIntoOnce() throws JsonProcessingException {
        StringBuilder definitions = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            String next = "{\"$ref\":\"#/$defs/d" + (i + 1) + "\"}";
            definitions.append("\"d" + i + "\":{\"anyOf\":[" + next + "," + next + "]},");
        }
        assertThat(schema("{\"$defs\":{" + definitions + "\"d60\":{\"type\":\"string\"}},\"type\":\"object\","
                        + "\"properties\":{\"x\":{\"$ref\":\"#/$defs/d0\"}}}"))
                .isPresent();
    }

    @Test
    void mapsAndFreeObjectsCanNotBeSaid() throws JsonProcessingException {
        assertThat(schema("{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}"))
                .isEmpty();
        assertThat(schema("{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"object\"}}}"))
                .isEmpty();
    }

    /** Closed, they would say that there is nothing. */
    @Test
    void objectsThatAreMeantToBeOpenCanNotBeSaid() throws JsonProcessingException {
        String open = "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":true}";
        assertThat(schema(open)).isEmpty();
        assertThat(schema("{\"type\":\"object\",\"properties\":{\"x\":" + open + "}}"))
                .isEmpty();
        assertThat(schema("{\"type\":\"object\",\"patternProperties\":{\"^x-\":{\"type\":\"string\"}},"
                        + "\"additionalProperties\":false}"))
                .isEmpty();
        assertThat(schema("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},"
                        + "\"patternProperties\":{\"^x-\":{\"type\":\"string\"}}}"))
                .isEmpty();
    }

    @Test
    void toolsWithoutArgumentsCanBeSaid() throws JsonProcessingException {
        String closed = "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}";
        assertThat(translated("{\"type\":\"object\",\"properties\":{}}")).isEqualTo(closed);
        assertThat(translated(closed)).isEqualTo(closed);
        assertThat(translated("{\"type\":\"object\",\"additionalProperties\":false}"))
                .isEqualTo("{\"type\":\"object\",\"additionalProperties\":false}");
    }

    @Test
    void tooManyOptionalPropertiesCanNotBeSaid() throws JsonProcessingException {
        assertThat(schema(optional(24))).isPresent();
        assertThat(schema(optional(25))).isEmpty();
    }

    private static String optional(int count) {
        StringBuilder properties = new StringBuilder("\"p0\":{\"type\":\"string\"}");
        for (int i = 1; i < count; i++) {
            properties.append(",\"p" + i + "\":{\"type\":\"string\"}");
        }
        return "{\"type\":\"object\",\"properties\":{" + properties + "}}";
    }

    private static String translated(String schema) throws JsonProcessingException {
        return Json.string(schema(schema).orElseThrow());
    }

    private static Optional<ObjectNode> schema(String schema) throws JsonProcessingException {
        return ClaudeSchema.of((ObjectNode) Json.parse(schema));
    }
}
