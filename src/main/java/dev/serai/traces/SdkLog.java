package dev.serai.traces;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;

/**
 * What OpenTelemetry's SDK has to say, as lines of the gateway's log: it says it by the JDK's logging, which would write to the
 * console in a form of its own. It says the same no more than five times a minute. Thread-safe.
 */
final class SdkLog extends Handler {
    /** Held, since the JDK forgets a logger that nobody holds, and its handlers with it. */
    private static final Logger SDK = Logger.getLogger("io.opentelemetry");

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(SdkLog.class);

    private final SimpleFormatter form = new SimpleFormatter();

    private SdkLog() {}

    static synchronized void begin() {
        for (Handler known : SDK.getHandlers()) {
            if (known instanceof SdkLog) {
                return;
            }
        }
        SDK.setUseParentHandlers(false);
        SDK.addHandler(new SdkLog());
    }

    @Override
    public void publish(LogRecord record) {
        if (record.getLevel().intValue() < Level.WARNING.intValue()) {
            return;
        }
        Throwable thrown = record.getThrown();
        LOG.atWarn()
                .addKeyValue("cause", thrown == null ? null : thrown.getClass().getSimpleName())
                .log(form.formatMessage(record));
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
