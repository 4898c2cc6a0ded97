package dev.serai.dialects.converse;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names for one request's documents: Converse takes letters, digits, single spaces and {@code -()[]}, 200 of them, and
 * each name once. One for each request.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_DocumentBlock.html">DocumentBlock</a>
 */
final class DocumentNames {
    private static final int LONGEST = 200;
    private static final String UNNAMED = "document";
    private static final Pattern EXTENSION = Pattern.compile("\\.[A-Za-z]{2,4}$");
    private static final Pattern WHITE_SPACE = Pattern.compile("[\\s\\u00a0\\u2000-\\u200a\\u3000]+");
    private static final Pattern REFUSED = Pattern.compile("[^A-Za-z0-9 \\-()\\[\\]]+");

    private final Set<String> taken = new HashSet<>();

    String nameFor(@Nullable String fileName) {
        String name = fileName == null ? UNNAMED : valid(fileName);
        String free = name;
        for (int i = 2; !taken.add(free); i++) {
            String suffix = "-" + i;
            free = name.substring(0, Math.min(name.length(), LONGEST - suffix.length())) + suffix;
        }
        return free;
    }

    private static String valid(String fileName) {
        String stem = EXTENSION.matcher(fileName).replaceFirst("");
        String spaced = WHITE_SPACE.matcher(stem).replaceAll(" ");
        String name = REFUSED.matcher(spaced).replaceAll("-").trim();
        if (name.chars().noneMatch(Character::isLetterOrDigit)) {
            return UNNAMED;
        }
        return name.substring(0, Math.min(name.length(), LONGEST)).trim();
    }
}
