package dev.serai.logs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchingAppenderTest {
    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("test");
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @BeforeEach
    void prepare() {
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    @Test
    void writesEveryLineInOrderBeforeItStops() {
        BatchingAppender appender = appender(written);
        IntStream.range(0, 3000).forEach(i -> appender.doAppend(event(Level.INFO, "line " + i)));
        appender.stop();
        assertThat(lines()).hasSize(3000);
        assertThat(lines().get(2999)).endsWith("line 2999");
    }

    @Test
    void writesWhatComesAfterAPause() throws InterruptedException {
        CountDownLatch second = new CountDownLatch(2);
        BatchingAppender appender = appender(new OutputStream() {
            @Override
            public void write(int octet) {
                written.write(octet);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                written.write(bytes, from, length);
                second.countDown();
            }
        });
        appender.doAppend(event(Level.WARN, "first"));
        while (second.getCount() > 1) {
            Thread.sleep(1);
        }
        appender.doAppend(event(Level.INFO, "second"));
        second.await();
        assertThat(lines()).hasSize(2);
        appender.stop();
    }

    @Test
    void dropsInfoWhereTheQueueIsNearlyFullAndKeepsWarnings() {
        CountDownLatch go = new CountDownLatch(1);
        BatchingAppender appender = appender(new OutputStream() {
            @Override
            public void write(int octet) {
                written.write(octet);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                written.write(bytes, from, length);
            }
        });
        IntStream.range(0, 20_000).forEach(i -> appender.doAppend(event(Level.INFO, "info")));
        appender.doAppend(event(Level.ERROR, "error"));
        go.countDown();
        appender.stop();
        assertThat(lines().size()).isLessThan(10_000);
        assertThat(lines().get(lines().size() - 1)).endsWith("error");
    }

    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private BatchingAppender appender(OutputStream to) {
        PrintStream stream = new PrintStream(to, false, StandardCharsets.UTF_8);
        BatchingAppender appender = new BatchingAppender(() -> stream);
        LineEncoder encoder = new LineEncoder();
        encoder.setFormat("text");
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }

    private ILoggingEvent event(Level level, String message) {
        return new LoggingEvent("test", logger, level, message, null, null);
    }
}
