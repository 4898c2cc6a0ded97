package dev.serai.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * A flat JSON object a line: {@code ts} (ISO 8601, UTC), {@code level}, {@code logger}, {@code message}, then the
 * event's own key-value pairs, numbers and booleans as they are and those without a value left out, then {@code exception} where there is one.
 */
final class JsonLine implements LineFormat {
    private static final Set<String> OURS = Set.of("ts", "level", "logger", "message", "thread", "exception");

    @Override
    public void write(ILoggingEvent event, StringBuilder line) {
        line.append("{\"ts\":\"")
                .append(event.getInstant().truncatedTo(ChronoUnit.MILLIS))
                .append("\",\"level\":\"");
        line.append(event.getLevel()).append('"');
        text("logger", event.getLoggerName(), line);
        text("message", event.getFormattedMessage(), line);
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair -> pair(pair, line));
        }
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            text("thread", event.getThreadName(), line);
            text("exception", ThrowableProxyUtil.asString(thrown), line);
        }
        line.append('}');
    }

    private static void pair(KeyValuePair pair, StringBuilder line) {
        // A second key of the same name would hide the first.
        String key = OURS.contains(pair.key) ? "_" + pair.key : pair.key;
        Object value = pair.value;
        if (value == null) {
            return;
        }
        if (value instanceof Integer || value instanceof Long || value instanceof Boolean || isFinite(value)) {
            key(key, line);
            line.append(value);
        } else {
            text(key, String.valueOf(value), line);
        }
    }

    private static boolean isFinite(@Nullable Object value) {
        return value instanceof Double number && Double.isFinite(number);
    }

    private static void text(String key, @Nullable String value, StringBuilder line) {
        key(key, line);
        line.append('"');
        Escapes.escape(value == null ? "" : value, line);
        line.append('"');
    }

    private static void key(String key, StringBuilder line) {
        line.append(",\"");
        Escapes.escape(key, line);
        line.append("\":");
    }
}
