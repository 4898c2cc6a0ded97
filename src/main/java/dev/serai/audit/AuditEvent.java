package dev.serai.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened, before it has its place in the chain. It holds no text of a prompt or an answer and no secret:
 * whoever makes one sees to that. Texts are cut to 500 characters and freed of control characters. Immutable.
 *
 * @param at milliseconds since 1970
 * @param action what, as {@code noun.verbed}: {@code key.created}
 * @param actor see {@link Actor#name()}
 * @param address from where, or null
 * @param target to what, as {@code noun:id}: {@code key:3kT9…}; or null
 * @param requestId of the request, or null
 * @param details further facts by their names
 */
public record AuditEvent(
        long at,
        String action,
        String actor,
        @Nullable String address,
        @Nullable String target,
        @JsonProperty("request_id") @Nullable String requestId,
        Map<String, String> details) {
    private static final Pattern ACTION = Pattern.compile("[a-z_]+\\.[a-z_]+");
    private static final int LONGEST_TEXT = 500;

    /** @throws IllegalArgumentException if the action is not written as one */
    public AuditEvent {
        if (!ACTION.matcher(action).matches()) {
            throw new IllegalArgumentException("An action is noun.verbed, not \"" + action + "\"");
        }
        actor = clean(actor);
        address = address == null ? null : clean(address);
        target = target == null ? null : clean(target);
        requestId = requestId == null ? null : clean(requestId);
        Map<String, String> cleaned = new TreeMap<>();
        details.forEach((name, value) -> cleaned.put(clean(name), clean(value)));
        details = Map.copyOf(cleaned);
    }

    public static AuditEvent of(long at, String action, Actor actor, @Nullable String target) {
        return of(at, action, actor, target, Map.of());
    }

    public static AuditEvent of(
            long at, String action, Actor actor, @Nullable String target, Map<String, String> details) {
        return new AuditEvent(at, action, actor.name(), actor.address(), target, actor.requestId(), details);
    }

    /** The same with a further fact. */
    AuditEvent with(String name, String value) {
        Map<String, String> more = new TreeMap<>(details);
        more.put(name, value);
        return new AuditEvent(at, action, actor, address, target, requestId, more);
    }

    /** What comes out of every database as it went in: PostgreSQL takes no NUL, and no half of a character. */
    private static String clean(String text) {
        boolean plain = text.length() <= LONGEST_TEXT;
        for (int i = 0; plain && i < text.length(); i++) {
            char c = text.charAt(i);
            plain = c >= ' ' && c < 0x7f;
        }
        if (plain) {
            return text;
        }
        StringBuilder cleaned = new StringBuilder(Math.min(text.length(), LONGEST_TEXT));
        text.codePoints()
                .limit(LONGEST_TEXT)
                .map(c -> Character.isISOControl(c) ? 0xfffd : c)
                .forEach(cleaned::appendCodePoint);
        return new String(cleaned.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
