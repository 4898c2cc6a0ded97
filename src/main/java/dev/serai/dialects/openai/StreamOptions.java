package dev.serai.dialects.openai;

import dev.serai.dialects.ChatRequest.FieldRange;
import dev.serai.dialects.JsonFields;
import dev.serai.dialects.JsonSplice;
import java.util.Arrays;
import java.util.Map;

/** Asks for the usage chunk of a stream, which the ledger lives on. Stateless. */
final class StreamOptions {
    private static final String NAME = "stream_options";
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] NOTHING = {'{', '}'};

    private StreamOptions() {}

    /**
     * Puts into the splice what is missing, or takes out what a server does not know.
     *
     * @param asked whether the client itself asks for it
     * @param known whether the server knows the field
     */
    static void ask(
            boolean stream,
            boolean asked,
            byte[] body,
            Map<String, FieldRange> fields,
            boolean known,
            JsonSplice splice) {
        FieldRange options = fields.get(NAME);
        if (!known) {
            if (options != null) {
                splice.remove(options);
            }
        } else if (stream && !asked) {
            if (options == null) {
                splice.append(NAME, withUsage(NOTHING));
            } else {
                byte[] given = Arrays.copyOfRange(body, options.valueStart(), options.valueEnd());
                splice.replace(options, withUsage(given[0] == '{' ? given : NOTHING));
            }
        }
    }

    private static byte[] withUsage(byte[] options) {
        JsonFields fields = JsonFields.of(options);
        FieldRange include = fields.get("include_usage");
        return include == null
                ? fields.splice().append("include_usage", TRUE).apply()
                : fields.splice().replace(include, TRUE).apply();
    }
}
