package dev.serai.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;

/** The form of a line. Stateless. */
interface LineFormat {
    /** Appends the event, without the line's end. */
    void write(ILoggingEvent event, StringBuilder line);
}
