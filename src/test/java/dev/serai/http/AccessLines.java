package dev.serai.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** What the access log says while it is open. Who uses it holds the lock {@code serai.access}. */
final class AccessLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final Logger ACCESS = (Logger) LoggerFactory.getLogger("serai.access");
    private final BlockingQueue<ILoggingEvent> seen = new LinkedBlockingQueue<>();

    AccessLines() {
        start();
        ACCESS.setLevel(Level.INFO);
        ACCESS.setAdditive(false);
        ACCESS.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        seen.add(event);
    }

    Map<String, Object> next() throws InterruptedException {
        ILoggingEvent event = seen.poll(10, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        return event.getKeyValuePairs().stream()
                .filter(pair -> pair.value != null) // As a line leaves it out.
                .collect(Collectors.toMap(pair -> pair.key, pair -> pair.value));
    }

    /** Those that have come and that nobody has asked for. */
    Collection<ILoggingEvent> further() {
        return Collections.unmodifiableCollection(seen);
    }

    @Override
    public void close() {
        ACCESS.detachAppender(this);
        ACCESS.setAdditive(true);
        ACCESS.setLevel(null);
    }
}
