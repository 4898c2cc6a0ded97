package dev.serai.dialects;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a tool is to be called. Immutable.
 *
 * @param name the client's name of the tool for {@link Mode#NAMED}, else null
 */
public record ToolChoice(Mode mode, @Nullable String name) {
    public static final ToolChoice UNSAID = new ToolChoice(Mode.UNSAID, null);
    public static final ToolChoice AUTO = new ToolChoice(Mode.AUTO, null);
    public static final ToolChoice NONE = new ToolChoice(Mode.NONE, null);
    public static final ToolChoice REQUIRED = new ToolChoice(Mode.REQUIRED, null);

    /** What the client said. */
    public enum Mode {
        UNSAID,
        AUTO,
        NONE,
        REQUIRED,
        NAMED
    }

    static ToolChoice named(String name) {
        return new ToolChoice(Mode.NAMED, name);
    }

    /** Whether some tool must be called. */
    public boolean forces() {
        return mode == Mode.REQUIRED || mode == Mode.NAMED;
    }

    /** As {@code X-Dropped-Params} tells it. */
    @Override
    public String toString() {
        return mode.name().toLowerCase(Locale.ROOT);
    }
}
