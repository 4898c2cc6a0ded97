package dev.serai.auth;

import dev.serai.auth.tokens.TokenRefusedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where something stands in a token: a claim's name, or names with dots that lead into objects, {@code realm_access.roles}; a name
 * that has dots itself, {@code https://example.com/roles}, is meant first. Immutable.
 */
final class ClaimPath {
    private static final int LONGEST_TEXT = 255;
    private static final int MOST_TEXTS = 1_000;

    private final String whole;
    private final String[] steps;

    ClaimPath(String path) {
        this.whole = path;
        this.steps = path.split("\\.", -1);
    }

    /**
     * One text; of several the first.
     *
     * @return null where there is none
     * @throws TokenRefusedException if something else is there
     */
    @Nullable
    String text(Map<String, Object> claims) throws TokenRefusedException {
        List<String> texts = found(claims) instanceof String text ? List.of(checked(text)) : texts(claims);
        return texts.isEmpty() ? null : texts.get(0);
    }

    /**
     * Texts: an array of them, or one that spaces or commas divide.
     *
     * @throws TokenRefusedException if something else is there
     */
    List<String> texts(Map<String, Object> claims) throws TokenRefusedException {
        Object found = found(claims);
        List<String> texts = new ArrayList<>();
        if (found instanceof String text) {
            for (String each : text.split("[ ,]+")) {
                if (!each.isEmpty()) {
                    texts.add(checked(each));
                }
            }
        } else if (found instanceof Collection<?> several) {
            for (Object each : several) {
                texts.add(checked(each));
            }
        } else if (found != null) {
            throw unreadable();
        }
        if (texts.size() > MOST_TEXTS) {
            throw unreadable();
        }
        return texts;
    }

    /** Whatever is there, or null. */
    @Nullable
    Object found(Map<String, Object> claims) {
        Object direct = claims.get(whole);
        if (direct != null || steps.length == 1) {
            return direct;
        }
        Object at = claims;
        for (String step : steps) {
            at = at instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return at;
    }

    private String checked(@Nullable Object value) throws TokenRefusedException {
        if (value instanceof String text
                && !text.isBlank()
                && text.length() <= LONGEST_TEXT
                && text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        throw unreadable();
    }

    /** For whoever sent it; of what is wrong the name alone. */
    TokenRefusedException unreadable() {
        return new TokenRefusedException("The token's claim " + whole + " can't be read");
    }
}
