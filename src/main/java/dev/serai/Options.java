package dev.serai;

import dev.serai.admin.Fields;
import dev.serai.auth.NewKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The words of a command line: those that stand alone, and {@code --name value} or {@code --name=value}. Immutable.
 *
 * @param values of each name, in their order
 */
record Options(List<String> words, Map<String, List<String>> values) {

    /** What is wrong with a command line, for whoever typed it. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    /** @param known the options that there are, without their dashes */
    static Options read(List<String> arguments, Set<String> known) throws UsageException {
        return read(arguments, known, Set.of());
    }

    /**
     * @param known the options that there are, without their dashes
     * @param repeatable of these, those that may stand several times
     */
    static Options read(List<String> arguments, Set<String> known, Set<String> repeatable) throws UsageException {
        Map<String, List<String>> values = new LinkedHashMap<>();
        List<String> words = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("--")) {
                words.add(argument);
                continue;
            }
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument.substring(2) : argument.substring(2, equals);
            if (!known.contains(name)) {
                throw new UsageException("there is no --" + name + " here");
            }
            if (equals < 0 && ++i == arguments.size()) {
                throw new UsageException("--" + name + " needs a value");
            }
            List<String> given = values.computeIfAbsent(name, first -> new ArrayList<>(1));
            if (!given.isEmpty() && !repeatable.contains(name)) {
                throw new UsageException("--" + name + " stands twice");
            }
            given.add(equals < 0 ? arguments.get(i) : argument.substring(equals + 1));
        }
        return new Options(List.copyOf(words), values);
    }

    /** So many words that stand alone, and no more. */
    List<String> words(int count, String wanted) throws UsageException {
        if (words.size() != count) {
            throw new UsageException(count == 0 ? "a word too many" : wanted + " is wanted, and nothing else");
        }
        return words;
    }

    @Nullable
    String value(String name) {
        return values.containsKey(name) ? values.get(name).get(0) : null;
    }

    /** {@code true} or {@code false}; not said: the latter. */
    boolean flag(String name) throws UsageException {
        String text = value(name);
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw new UsageException("--" + name + " is true or false");
        }
        return Boolean.parseBoolean(text);
    }

    /** Every value of a repeatable one. */
    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** A line of text for people, or null. */
    @Nullable
    String text(String name) throws UsageException {
        String value = value(name);
        return value == null ? null : line("--" + name, value);
    }

    /** The text, if it is a line for people. */
    static String line(String what, String text) throws UsageException {
        return line(what, text, NewKey.LONGEST_NAME);
    }

    private static String line(String what, String text, int longest) throws UsageException {
        if (text.isBlank() || text.length() > longest || !Fields.isLine(text)) {
            throw new UsageException(what + " is a line of at most " + longest + " characters");
        }
        return text.strip();
    }

    /** {@code name=value,name=value}: a key's metadata, or a team's. */
    Map<String, String> pairs(String name) throws UsageException {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : list(name, List.of())) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new UsageException("--" + name + " is name=value,name=value");
            }
            String key = line("a name of --" + name, pair.substring(0, equals), NewKey.LONGEST_PAIR_NAME);
            String text = line("--" + name + " " + key, pair.substring(equals + 1), NewKey.LONGEST_PAIR_TEXT);
            if (pairs.put(key, text) != null) {
                throw new UsageException("--" + name + " has " + key + " twice");
            }
        }
        if (pairs.size() > NewKey.MOST_PAIRS) {
            throw new UsageException("--" + name + " has more than " + NewKey.MOST_PAIRS);
        }
        return pairs;
    }

    /** Comma-separated; empty where the option is not given. Given without anything, it is refused: it would hold for nothing. */
    List<String> listOfSome(String name) throws UsageException {
        List<String> list = list(name, List.of());
        if (list.isEmpty() && value(name) != null) {
            throw new UsageException("--" + name + " is empty");
        }
        return list;
    }

    /** Comma-separated; {@code otherwise} where the option is not given. */
    List<String> list(String name, List<String> otherwise) {
        String value = value(name);
        if (value == null) {
            return otherwise;
        }
        return List.of(value.split(",")).stream()
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }
}
