package dev.serai;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Texts that must not be found in others: looks for all of them at once, as a log at TRACE is long. Immutable. */
final class Canaries {
    /** A key holds as many characters. */
    private static final int KEY = Long.BYTES / Character.BYTES;

    private static final int HASHES = 1 << 16;

    private final Map<Long, List<String>> byBeginning = new HashMap<>();
    private final BitSet hashes = new BitSet(HASHES);

    /** @param texts of four characters at least: shorter ones are in every log */
    Canaries(Collection<String> texts) {
        for (String text : texts) {
            if (text.length() < KEY) {
                throw new IllegalArgumentException("too short to be told from other text: " + text);
            }
            long key = 0;
            for (int i = 0; i < KEY; i++) {
                key = next(key, text.charAt(i));
            }
            byBeginning.computeIfAbsent(key, unseen -> new ArrayList<>()).add(text);
            hashes.set(hash(key));
        }
    }

    /** The first that is in a text, or null. */
    @Nullable
    String in(String text) {
        long key = 0;
        for (int i = 0; i < text.length(); i++) {
            key = next(key, text.charAt(i));
            if (i >= KEY - 1 && hashes.get(hash(key))) {
                String found = at(key, text, i - KEY + 1);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private @Nullable String at(long key, String text, int from) {
        for (String each : byBeginning.getOrDefault(key, List.of())) {
            if (text.startsWith(each, from)) {
                return each;
            }
        }
        return null;
    }

    private static long next(long key, char character) {
        return key << Character.SIZE | character;
    }

    private static int hash(long key) {
        return (int) (key * 0x9E3779B97F4A7C15L >>> Long.SIZE - 16);
    }
}
