package dev.serai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The words of a command line: those that stand alone, and {@code --name value} or {@code --name=value}. Immutable. */
record Options(List<String> words, Map<String, String> values) {

    /** What is wrong with a command line, for whoever typed it. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    /** @param known the options that there are, without their dashes */
    static Options read(List<String> arguments, Set<String> known) throws UsageException {
        Map<String, String> values = new LinkedHashMap<>();
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
            if (values.put(name, equals < 0 ? arguments.get(i) : argument.substring(equals + 1)) != null) {
                throw new UsageException("--" + name + " stands twice");
            }
        }
        return new Options(List.copyOf(words), values);
    }

    @Nullable
    String value(String name) {
        return values.get(name);
    }

    /** Comma-separated; {@code otherwise} where the option is not given. */
    List<String> list(String name, List<String> otherwise) {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        return List.of(value.split(",")).stream()
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }
}
