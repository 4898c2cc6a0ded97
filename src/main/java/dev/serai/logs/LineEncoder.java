package dev.serai.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Writes an event as one line of UTF-8, in the form that {@code <format>} names. Thread-safe, as appenders need it. */
public final class LineEncoder extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};

    private LineFormat format = new JsonLine();

    /** {@code json}, the default, or {@code text}. */
    public void setFormat(String name) {
        switch (name.toLowerCase(Locale.ROOT)) {
            case "json" -> format = new JsonLine();
            case "text" -> format = new TextLine();
            default -> addError("LOG_FORMAT is json or text, not \"" + name + "\": json it is");
        }
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(256);
        format.write(event, line);
        return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
