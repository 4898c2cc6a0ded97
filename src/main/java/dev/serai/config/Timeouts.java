package dev.serai.config;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How long a target may take. An entry's own times outrank its model's, and those the provider's. Immutable.
 *
 * @param connect to a connection, and again to the end of its TLS handshake
 * @param wholeAnswer to a whole answer, where no stream was asked for
 * @param firstEvent to the first event of a stream
 * @param streamIdle between two events of a stream
 * @param total to the end of an answer, a stream's included; null: as long as it goes on
 */
public record Timeouts(
        Duration connect,
        Duration wholeAnswer,
        Duration firstEvent,
        Duration streamIdle,
        @Nullable Duration total) {

    /** Where the mapping says nothing. */
    public static final Timeouts DEFAULT = new Timeouts(
            Duration.ofSeconds(2), Duration.ofSeconds(120), Duration.ofSeconds(120), Duration.ofSeconds(60), null);

    /**
     * Reads a block's own times, to be put over those of the block below. Its {@code timeout} is to a stream's first event
     * too, unless it has a {@code first_event_timeout} beside it.
     */
    static UnaryOperator<Timeouts> read(YamlSection section) {
        Duration connect = time(section, "connect_timeout");
        Duration timeout = time(section, "timeout");
        Duration ownFirst = time(section, "first_event_timeout");
        Duration first = ownFirst == null ? timeout : ownFirst;
        Duration idle = time(section, "stream_idle_timeout");
        Duration total = time(section, "total_timeout");
        return below -> new Timeouts(
                connect == null ? below.connect : connect,
                timeout == null ? below.wholeAnswer : timeout,
                first == null ? below.firstEvent : first,
                idle == null ? below.streamIdle : idle,
                total == null ? below.total : total);
    }

    private static @Nullable Duration time(YamlSection section, String key) {
        return section.value(key).map(YamlValue::duration).orElse(null);
    }
}
