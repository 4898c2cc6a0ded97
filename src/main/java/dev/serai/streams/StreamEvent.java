package dev.serai.streams;

import java.nio.charset.StandardCharsets;

/**
 * One event of a stream, whatever framed it. Immutable, but for the data's bytes, which nobody changes.
 *
 * @param exception whether the framing itself marks it as an error (AWS {@code :message-type} exception or error)
 * @param name the event's name ({@code event:} line, {@code :event-type}, {@code :exception-type}); empty if it has none
 * @param data the payload; of several {@code data:} lines, joined by line feeds
 */
public record StreamEvent(boolean exception, String name, byte[] data) {

    /** The payload as text. */
    public String text() {
        return new String(data, StandardCharsets.UTF_8);
    }
}
