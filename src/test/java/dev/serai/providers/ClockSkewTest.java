package dev.serai.providers;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.hc.core5.http.message.BasicHeader;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ClockSkewTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void readsHowFarTheOtherClockIsAhead() {
        assertThat(ClockSkew.ahead(date("Sun, 22 Nov 2026 12:07:00 GMT"), NOON)).isEqualTo(Duration.ofMinutes(7));
        assertThat(ClockSkew.ahead(date("Sun, 22 Nov 2026 11:59:00 GMT"), NOON)).isEqualTo(Duration.ofMinutes(-1));
        assertThat(ClockSkew.ahead(date("soon"), NOON)).isZero();
        assertThat(ClockSkew.ahead(null, NOON)).isZero();
    }

    @Test
    void saysSoWhereItMatters() {
        assertThat(logged("Sun, 22 Nov 2026 11:50:00 GMT"))
                .singleElement()
                .asString()
                .contains("600 seconds behind ours");
        assertThat(logged("Sun, 22 Nov 2026 12:10:00 GMT"))
                .singleElement()
                .asString()
                .contains("600 seconds ahead of ours");
        assertThat(logged("Sun, 22 Nov 2026 12:01:00 GMT")).isEmpty();
    }

    private static List<String> logged(String date) {
        Logger logger = (Logger) LoggerFactory.getLogger(ClockSkew.class);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        logger.addAppender(appender);
        try {
            ClockSkew.report("oracle", ClockSkew.ahead(date(date), NOON));
        } finally {
            logger.detachAppender(appender);
        }
        return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static BasicHeader date(String text) {
        return new BasicHeader("Date", text);
    }
}
