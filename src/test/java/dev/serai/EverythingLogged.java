package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** Keeps all that is logged between begin and end, at TRACE and away from the console, to look for secrets in it. */
final class EverythingLogged extends AppenderBase<ILoggingEvent> {
    private static final int MOST_SHOWN = 20;

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level before = root.getLevel();
    private final Appender<ILoggingEvent> console = root.getAppender("console");
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    void begin() {
        root.detachAppender(console);
        setContext(root.getLoggerContext());
        start();
        root.addAppender(this);
        root.setLevel(Level.TRACE);
    }

    void end() {
        root.setLevel(before);
        root.detachAppender(this);
        root.addAppender(console);
    }

    void assertHolds(List<String> noneOf) {
        assertThat(lines).isNotEmpty();
        Canaries canaries = new Canaries(noneOf);
        List<String> found = lines.stream()
                .filter(line -> canaries.in(line) != null)
                .map(line -> canaries.in(line) + " was logged: " + line)
                .limit(MOST_SHOWN)
                .toList();
        assertThat(found).isEmpty();
    }

    /** Waits for a logger's line that holds a text, for what is logged behind an answer may come after it. */
    String awaitLine(String logger, String text) throws InterruptedException {
        for (int looks = 0; looks < 500; looks++) {
            for (String line : lines) {
                if (line.startsWith(logger + " ") && line.contains(text)) {
                    return line;
                }
            }
            Thread.sleep(20);
        }
        throw new AssertionError("nothing was logged by " + logger + " of " + text);
    }

    @Override
    protected void append(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(event.getLoggerName())
                .append(' ')
                .append(event.getFormattedMessage())
                .append(event.getKeyValuePairs())
                .append(event.getMDCPropertyMap())
                .append(event.getThreadName());
        for (IThrowableProxy each = event.getThrowableProxy(); each != null; each = each.getCause()) {
            line.append(each.getClassName()).append(each.getMessage());
        }
        lines.add(line.toString());
    }
}
