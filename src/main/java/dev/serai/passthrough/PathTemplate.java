package dev.serai.passthrough;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The path of an operation: literal segments ({@code v1}, or several spellings as {@code v1|v1beta1}), and named ones
 * ({@code {model}}, with a verb behind them as {@code {model}:predict}). A last segment {@code **} stands for any rest.
 * Immutable.
 */
final class PathTemplate {
    private static final String REST = "**";

    private final String text;
    private final List<Segment> segments;
    private final boolean open;

    private PathTemplate(String text) {
        this.text = text;
        this.open = text.endsWith("/" + REST);
        this.segments = Stream.of(segments(text))
                .filter(segment -> !segment.equals(REST))
                .map(Segment::of)
                .toList();
    }

    static PathTemplate of(String text) {
        return new PathTemplate(text);
    }

    /** A path's segments as they are encoded. */
    static String[] segments(String path) {
        return path.substring(1).split("/", -1);
    }

    /** What the named segments hold, decoded; null if the path is another one. */
    @Nullable
    Map<String, String> match(String[] path) {
        if (open ? path.length < segments.size() : path.length != segments.size()) {
            return null;
        }
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < segments.size(); i++) {
            if (!segments.get(i).matches(path[i], names)) {
                return null;
            }
        }
        return names;
    }

    @Override
    public String toString() {
        return text;
    }

    /**
     * @param name of what stands there, empty for a literal
     * @param literals one of which it is, encoded by nobody; behind a name its verb, or nothing
     */
    private record Segment(String name, List<String> literals) {
        static Segment of(String segment) {
            if (!segment.startsWith("{")) {
                return new Segment("", List.of(segment.split("\\|")));
            }
            int end = segment.indexOf('}');
            return new Segment(segment.substring(1, end), List.of(segment.substring(end + 1)));
        }

        boolean matches(String actual, Map<String, String> names) {
            if (name.isEmpty()) {
                return literals.contains(actual);
            }
            String verb = literals.get(0);
            int length = actual.length() - verb.length();
            if (length <= 0 || !actual.endsWith(verb)) {
                return false;
            }
            String value = NativePath.decoded(actual.substring(0, length));
            names.put(name, value);
            return isName(value, !verb.isEmpty());
        }

        /** A colon before a verb, encoded or not, could make another verb of it; a slash is an ARN's, or a way up. */
        private boolean isName(String value, boolean beforeVerb) {
            if (value.equals(".") || value.equals("..") || (beforeVerb && value.indexOf(':') >= 0)) {
                return false;
            }
            return value.indexOf('/') < 0
                    || (name.equals("model") && value.startsWith("arn:") && !(value + "/").contains("/../"));
        }
    }
}
