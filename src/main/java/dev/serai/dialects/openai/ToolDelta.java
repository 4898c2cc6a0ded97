package dev.serai.dialects.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.serai.dialects.JsonFields;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a tool call in a stream's chunk, as far as it tells whose piece it is. Immutable.
 *
 * @param index the server's number of the call, or {@link #NONE}
 * @param start where that number stands; where it belongs if there is none
 * @param end behind it
 * @param id the call's, or empty
 * @param named whether it names the function
 */
record ToolDelta(int index, int start, int end, String id, boolean named) {
    static final int NONE = -1;

    /** Whether a call begins with it. */
    boolean begins() {
        return named && !id.isEmpty();
    }

    /** @param parser stands at the array of pieces */
    static List<ToolDelta> all(JsonParser parser) throws IOException {
        List<ToolDelta> all = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.isExpectedStartObjectToken()) {
                ToolDelta piece = read(parser);
                if (piece != null) {
                    all.add(piece);
                }
            }
            parser.skipChildren();
        }
        return all;
    }

    private static @Nullable ToolDelta read(JsonParser parser) throws IOException {
        int index = NONE;
        int start = JsonFields.start(parser) + 1;
        int end = start;
        String id = "";
        boolean named = false;
        boolean empty = true;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            empty = false;
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_NUMBER_INT && name.equals("index")) {
                index = parser.getValueAsInt();
                start = JsonFields.start(parser);
                end = JsonFields.end(parser);
            } else if (value == JsonToken.VALUE_STRING && name.equals("id")) {
                id = parser.getText();
            } else if (value == JsonToken.START_OBJECT && name.equals("function")) {
                named = isNamed(parser);
            }
            parser.skipChildren();
        }
        return empty ? null : new ToolDelta(index, start, end, id, named);
    }

    private static boolean isNamed(JsonParser parser) throws IOException {
        boolean named = false;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            boolean name = parser.currentName().equals("name");
            named |= parser.nextToken() == JsonToken.VALUE_STRING && name && parser.getTextLength() > 0;
            parser.skipChildren();
        }
        return named;
    }

    /** What puts another number into the chunk's bytes. */
    Choices.Correction numbered(int dense) {
        String number = index == NONE ? "\"index\":" + dense + "," : Integer.toString(dense);
        return new Choices.Correction(start, end, number.getBytes(StandardCharsets.US_ASCII));
    }
}
