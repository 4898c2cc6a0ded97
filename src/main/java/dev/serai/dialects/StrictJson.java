package dev.serai.dialects;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.ChatRequest.FieldRange;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a stranger sent as one JSON object, in one pass: the tree, and where each top-level field stands. Whatever
 * two parsers could read differently (a key that stands twice, bytes that are not UTF-8) or that only costs (depth, names
 * and numbers without end) is refused. One for each document.
 */
public final class StrictJson {
    static final int MAX_DEPTH = 64;

    private static final int MAX_KEYS = 10_000;
    private static final int MAX_EXPONENT = 1_000;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    // One more than ours, so that ours is the one that speaks.
                    .maxNestingDepth(MAX_DEPTH + 1)
                    // The body limit is the limit of a string: images travel in strings.
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(100)
                    .maxNameLength(256)
                    // 32 MiB of "[],[],[]," would be a gigabyte of tree.
                    .maxTokenCount(1_000_000)
                    .build())
            // What a client sent has no place in a message: it may be a prompt.
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
            .build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonParser parser;
    private final Map<String, FieldRange> fields = new LinkedHashMap<>();

    private StrictJson(JsonParser parser) {
        this.parser = parser;
    }

    /**
     * What was read.
     *
     * @param bytes what the tree and the ranges are of: the client's, without a byte order mark
     * @param fields where the top-level fields stand, in their order
     */
    public record Document(byte[] bytes, ObjectNode tree, Map<String, FieldRange> fields) {}

    /**
     * Reads a body.
     *
     * @throws GatewayException 400 {@code invalid_json}, {@code duplicate_key} or {@code json_too_deep}
     */
    public static Document read(byte[] received) {
        byte[] bytes = Utf8.text(received);
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            return new StrictJson(parser).document(bytes);
        } catch (StreamConstraintsException e) {
            throw invalid("The JSON of the body is larger than is allowed" + at(e.getLocation())
                    + " Names have at most 256 characters, numbers 100, and a body a million values.");
        } catch (JsonProcessingException e) {
            throw invalid("The body isn't valid JSON" + at(e.getLocation()));
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can't fail to be read", e);
        }
    }

    private Document document(byte[] bytes) throws IOException {
        JsonToken first = parser.nextToken();
        if (first != JsonToken.START_OBJECT) {
            throw invalid(
                    first == null ? "The body is empty; it must be a JSON object." : "The body must be a JSON object.");
        }
        ObjectNode tree = topLevel();
        if (parser.nextToken() != null) {
            throw invalid("Something follows the JSON object of the body" + at(parser.currentTokenLocation()));
        }
        return new Document(bytes, tree, Collections.unmodifiableMap(fields));
    }

    private ObjectNode topLevel() throws IOException {
        ObjectNode tree = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            int nameStart = tokenStart();
            parser.nextToken();
            int valueStart = tokenStart();
            add(tree, name, value(2));
            parser.finishToken();
            fields.put(
                    name,
                    new FieldRange(
                            nameStart,
                            valueStart,
                            Math.toIntExact(parser.currentLocation().getByteOffset())));
        }
        return tree;
    }

    private int tokenStart() {
        return Math.toIntExact(parser.currentTokenLocation().getByteOffset());
    }

    private JsonNode value(int depth) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(depth);
            case START_ARRAY -> array(depth);
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> decimal();
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            default -> NODES.nullNode();
        };
    }

    private ObjectNode object(int depth) throws IOException {
        notTooDeep(depth);
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            add(object, name, value(depth + 1));
        }
        return object;
    }

    private void add(ObjectNode object, String name, JsonNode value) {
        if (object.replace(name, value) != null) {
            String path = JsonPaths.of(parser.getParsingContext());
            throw new GatewayException(new GatewayError.InvalidRequest(
                    "duplicate_key", path, "The key '" + path + "' stands twice in the body."));
        }
        if (object.size() > MAX_KEYS) {
            throw invalid("An object of the body has more than " + MAX_KEYS + " keys.");
        }
    }

    private ArrayNode array(int depth) throws IOException {
        notTooDeep(depth);
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(depth + 1));
        }
        return array;
    }

    private JsonNode integer() throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
        };
    }

    private JsonNode decimal() throws IOException {
        try {
            BigDecimal value = parser.getDecimalValue();
            // 1e400000 is ten characters here, and 400,000 for whoever writes it out.
            if (Math.abs((long) value.scale()) <= MAX_EXPONENT) {
                return NODES.numberNode(value);
            }
        } catch (NumberFormatException e) {
            // Its exponent is more than an int: the same fault.
        }
        throw invalid("A number is out of every range" + at(parser.currentTokenLocation()));
    }

    private void notTooDeep(int depth) {
        if (depth > MAX_DEPTH) {
            throw new GatewayException(new GatewayError.InvalidRequest(
                    "json_too_deep",
                    JsonPaths.topLevel(parser.getParsingContext()),
                    "The body nests deeper than " + MAX_DEPTH + " levels."));
        }
    }

    private static GatewayException invalid(String message) {
        return new GatewayException(new GatewayError.InvalidRequest("invalid_json", null, message));
    }

    private static String at(@Nullable JsonLocation location) {
        return location == null ? "." : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ").";
    }
}
