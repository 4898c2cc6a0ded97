package dev.serai.auth;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a key may do to the gateway itself. A later one may do all that an earlier one may. */
public enum Role {
    /** Looks at everything that is no secret. */
    VIEWER,
    /** Changes what can be changed back. */
    OPERATOR,
    /** Makes and revokes keys. */
    ADMIN;

    /** Null where the text names none. */
    public static @Nullable Role of(String text) {
        for (Role role : values()) {
            if (role.text().equals(text)) {
                return role;
            }
        }
        return null;
    }

    /** As it is written: {@code viewer}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
