package dev.serai.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/** Lines for people: time, level, short logger, message, {@code key=value} pairs; a stack trace on lines of its own. */
final class TextLine implements LineFormat {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    @Override
    public void write(ILoggingEvent event, StringBuilder line) {
        TIME.formatTo(event.getInstant(), line);
        line.append(' ').append(event.getLevel()).append(' ');
        String logger = event.getLoggerName();
        line.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append("  ");
        Escapes.escape(event.getFormattedMessage(), line);
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.stream().filter(pair -> pair.value != null).forEach(pair -> {
                line.append(' ').append(pair.key).append('=');
                Escapes.escape(String.valueOf(pair.value), line);
            });
        }
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            ThrowableProxyUtil.asString(thrown).lines().forEach(frame -> {
                line.append("\n  ");
                Escapes.escape(frame.strip(), line);
            });
        }
    }
}
