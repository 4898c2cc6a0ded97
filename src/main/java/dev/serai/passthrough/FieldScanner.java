package dev.serai.passthrough;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Picks a few top-level fields out of a JSON answer while it passes by, and keeps nothing else of it. The answer may be an
 * array of objects, as Gemini streams without {@code alt=sse}: then each object is one. One for each answer, used by one
 * thread at a time.
 */
final class FieldScanner {
    private static final int MOST_TOKENS = 20_000;
    /**
     * What stands beside what is looked for, and is long: vectors, texts, what was said before, and each token with its
     * likelihood. A number of such a name is a count.
     */
    private static final Set<String> LONG = Set.of(
            "values",
            "embedding",
            "generated_text",
            "input_text",
            "logprobs",
            "tokens",
            "tokenLogprobs",
            "topLogprobs",
            "tokenLikelihoods",
            "chatHistory",
            "generated_tokens",
            "input_tokens");

    private static final JsonMapper MAPPER = new JsonMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(200)
                    .maxStringLength(16 * 1024 * 1024)
                    .maxNumberLength(1000)
                    .build())
            .build());

    private final Set<String> wanted;
    private final Consumer<JsonNode> objects;
    private final JsonParser parser;
    private final ByteArrayFeeder feeder;
    private ObjectNode found = MAPPER.createObjectNode();
    private int depth;
    private int objectDepth = 1;
    private int skippingFrom;
    private boolean behindLongName;
    private int tokens;
    private @Nullable TokenBuffer value;
    private String name = "";

    FieldScanner(Set<String> wanted, Consumer<JsonNode> objects) throws IOException {
        this.wanted = wanted;
        this.objects = objects;
        this.parser = MAPPER.getFactory().createNonBlockingByteArrayParser();
        this.feeder = (ByteArrayFeeder) parser.getNonBlockingInputFeeder();
    }

    /**
     * @throws IOException if it is not JSON, or holds too much of what is wanted: of no further use then
     */
    void feed(byte[] bytes, int from, int to) throws IOException {
        feeder.feedInput(bytes, from, to);
        for (JsonToken token = parser.nextToken();
                token != null && token != JsonToken.NOT_AVAILABLE;
                token = parser.nextToken()) {
            take(token);
        }
    }

    private void take(JsonToken token) throws IOException {
        if (token.isStructStart()) {
            objectDepth = depth == 0 && token == JsonToken.START_ARRAY ? 2 : objectDepth;
            depth++;
        }
        if (value != null) {
            copy(token, value);
        } else if (token == JsonToken.FIELD_NAME && depth == objectDepth && wanted.contains(parser.currentName())) {
            name = parser.currentName();
            value = new TokenBuffer(MAPPER, false);
            tokens = 0;
        }
        if (token.isStructEnd()) {
            depth--;
            if (depth == objectDepth - 1 && token == JsonToken.END_OBJECT) {
                objects.accept(found);
                found = MAPPER.createObjectNode();
            }
        }
    }

    private void copy(JsonToken token, TokenBuffer into) throws IOException {
        boolean ends = token.isScalarValue() || token.isStructEnd();
        int after = token.isStructEnd() ? depth - 1 : depth;
        if (skippingFrom > 0) {
            skippingFrom = ends && after < skippingFrom ? 0 : skippingFrom;
            return;
        }
        if (token == JsonToken.FIELD_NAME && LONG.contains(parser.currentName())) {
            behindLongName = true;
            return;
        }
        if (behindLongName) {
            behindLongName = false;
            if (!token.isNumeric()) {
                skippingFrom = ends ? 0 : depth;
                return;
            }
            into.writeFieldName(parser.currentName());
        }
        if (++tokens > MOST_TOKENS) {
            throw new IOException("More is told than can be kept");
        }
        into.copyCurrentEvent(parser);
        if (ends && after == objectDepth) {
            found.set(name, MAPPER.readTree(into.asParser()));
            value = null;
        }
    }
}
