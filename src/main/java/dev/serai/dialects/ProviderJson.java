package dev.serai.dialects;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads what providers send, within limits, as trees. Numbers keep their digits. Stateless and thread-safe. */
public final class ProviderJson {
    /** What is not there: every member of it is missing. */
    public static final JsonNode NOTHING = MissingNode.getInstance();

    private static final int DEEPEST = 200;
    private static final int LONGEST_STRING = 32 * 1024 * 1024;
    private static final int LONGEST_NUMBER = 100;
    /** No answer has more tokens: what a provider claims beyond is cut, so that sums of it can't overflow. */
    private static final long MOST_TOKENS = 1_000_000_000_000L;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxStringLength(LONGEST_STRING)
                            .maxNumberLength(LONGEST_NUMBER)
                            .build())
                    .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final ObjectReader PARTS = MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ProviderJson() {}

    /**
     * The JSON object in these bytes; bytes that are not UTF-8 count as U+FFFD.
     *
     * @throws ProviderException {@link Kind#INVALID_RESPONSE} if they hold no JSON object
     */
    public static ObjectNode object(byte[] json) {
        if (readOrMissing(json) instanceof ObjectNode object) {
            return object;
        }
        throw unreadable("The provider's answer is not a JSON object.");
    }

    /** What stands in these bytes, {@link #NOTHING} if it is not JSON. */
    public static JsonNode readOrMissing(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException notCleanJson) {
            return readAsText(json);
        }
    }

    /** A parser within the same limits, for whoever needs no tree of the whole; it can read trees of parts. */
    static JsonParser parser(byte[] json) throws IOException {
        JsonParser parser = MAPPER.createParser(json);
        parser.setCodec(PARTS);
        return parser;
    }

    /** Compact JSON. */
    public static byte[] bytes(JsonNode tree) {
        try {
            return MAPPER.writeValueAsBytes(tree);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Compact JSON as text: the arguments of a tool call. */
    public static String text(JsonNode tree) {
        try {
            return MAPPER.writeValueAsString(tree);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** A member that is text, or null. */
    public static @Nullable String textOrNull(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return value.isTextual() ? value.textValue() : null;
    }

    /** A member that is text, or the empty string. */
    public static String textOrEmpty(JsonNode object, String name) {
        String value = textOrNull(object, name);
        return value == null ? "" : value;
    }

    /** A member that counts tokens: never negative, 0 where it is no whole number. */
    public static long count(JsonNode object, String name) {
        JsonNode value = object.path(name);
        if (!value.isIntegralNumber()) {
            return 0;
        }
        if (!value.canConvertToLong()) {
            return value.bigIntegerValue().signum() > 0 ? MOST_TOKENS : 0;
        }
        return Math.max(0, Math.min(MOST_TOKENS, value.longValue()));
    }

    /** That an answer can't be read, as an exception to throw. */
    public static ProviderException unreadable(String message) {
        return new ProviderException(new ProviderFailure(Kind.INVALID_RESPONSE, 200, message));
    }

    /** Half a character in the bytes must not cost the answer: https://encoding.spec.whatwg.org/#utf-8-decode */
    private static JsonNode readAsText(byte[] json) {
        try {
            return MAPPER.readTree(new String(json, StandardCharsets.UTF_8));
        } catch (JsonProcessingException notJson) {
            return NOTHING;
        }
    }
}
