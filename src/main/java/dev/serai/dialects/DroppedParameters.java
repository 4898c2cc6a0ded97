package dev.serai.dialects;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Collects what a target can't be told, for {@code X-Dropped-Params}. One for each translation, used by one thread. */
public final class DroppedParameters {
    private static final Pattern HEADER_SAFE = Pattern.compile("[A-Za-z0-9_.\\[\\]-]{1,64}");
    private static final int MOST = 32;
    private static final String OTHERS = "others";

    private final Set<String> dropped = new LinkedHashSet<>();

    /** A parameter was left out. A name that a header can't carry is counted among {@code others}. */
    public void leftOut(String parameter) {
        add(HEADER_SAFE.matcher(parameter).matches() ? parameter : OTHERS);
    }

    /** A parameter's value was replaced by one that the target takes: {@code temperature=1.7->1}. */
    public void changed(String parameter, Object from, Object to) {
        add(parameter + "=" + from + "->" + to);
    }

    private void add(String entry) {
        dropped.add(dropped.size() < MOST ? entry : OTHERS);
    }

    /** In the order in which they were given up. */
    public List<String> list() {
        return List.copyOf(dropped);
    }
}
