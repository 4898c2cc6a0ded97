package dev.serai.dialects.gemini;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a schema stands. Immutable.
 *
 * @param path in the request, for errors
 * @param steps in the value that it describes, as {@link NumericEnum} has them
 */
record SchemaPlace(String path, List<String> steps) {
    SchemaPlace {
        steps = List.copyOf(steps);
    }

    SchemaPlace property(String name) {
        return new SchemaPlace(path + ".properties." + name, with(name));
    }

    /** @param keyword {@code items} or {@code prefixItems} */
    SchemaPlace elements(String keyword) {
        return new SchemaPlace(path + "." + keyword, with(NumericEnum.ELEMENT));
    }

    SchemaPlace alternative(int index) {
        return new SchemaPlace(path + ".anyOf[" + index + "]", steps);
    }

    private List<String> with(String step) {
        List<String> longer = new ArrayList<>(steps);
        longer.add(step);
        return longer;
    }
}
