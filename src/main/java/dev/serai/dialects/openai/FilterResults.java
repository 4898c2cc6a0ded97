package dev.serai.dialects.openai;

import dev.serai.dialects.openai.Choices.Correction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts out of a choice what Azure's content filter found in it, and tells the choices of a stream that hold nothing else:
 * an asynchronous filter reports on text that has gone out already. One for each choice.
 *
 * @see <a href="https://learn.microsoft.com/azure/ai-foundry/openai/concepts/content-streaming">Azure: content streaming</a>
 */
final class FilterResults {
    /** {@code content_filter_results}, {@code content_filter_offsets}. */
    private static final String PREFIX = "content_filter_";

    private static final byte[] NOTHING = {};
    private static final byte[] EMPTY_DELTA = ",\"delta\":{}".getBytes(StandardCharsets.US_ASCII);

    private final List<Correction> cuts = new ArrayList<>(1);
    private int behindLast = -1;
    private int leading = -1;
    private boolean found;
    /** Or, of the older completions, a text. */
    private boolean delta;

    /** The next field of the choice, by where its name starts and its value ends. */
    void field(String name, int nameStart, int valueEnd) {
        delta |= name.equals("delta") || name.equals("text");
        if (name.startsWith(PREFIX)) {
            found = true;
            cut(nameStart, valueEnd);
        } else {
            keep(nameStart, valueEnd);
        }
    }

    /** Goes with the comma before it, or, with nothing kept before it, with all up to the next field. */
    private void cut(int nameStart, int valueEnd) {
        if (behindLast >= 0) {
            cuts.add(new Correction(behindLast, valueEnd, NOTHING));
            behindLast = valueEnd;
        } else if (leading < 0) {
            leading = nameStart;
        }
    }

    private void keep(int nameStart, int valueEnd) {
        if (leading >= 0) {
            cuts.add(new Correction(leading, nameStart, NOTHING));
            leading = -1;
        }
        behindLast = valueEnd;
    }

    /** Whether the filter said something. */
    boolean found() {
        return found;
    }

    /**
     * What is to be changed.
     *
     * @param end where the choice's closing brace stands
     * @param streamed whether clients look for a delta: a filter that ends an answer sends none
     */
    List<Correction> corrections(int end, boolean streamed) {
        if (leading >= 0) {
            cuts.add(new Correction(leading, end, NOTHING));
        }
        if (streamed && found && !delta && behindLast >= 0) {
            cuts.add(new Correction(end, end, EMPTY_DELTA));
        }
        return cuts;
    }
}
