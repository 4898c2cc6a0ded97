package dev.serai.logs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.KeyValuePair;

class LineEncoderTest {
    private static final String NASTY = "a\r\nb\u001b[2J\u2028\u2029\u0085\u0000\u007f\u202e\"\\\ud83d\ude00\ud83d é";

    @ParameterizedTest
    @ValueSource(strings = {"json", "text"})
    @DisplayName("T28: whatever stands in an event, it is one line without control characters")
    void t28OneLine(String format) {
        LoggingEvent event = event(NASTY);
        event.addKeyValuePair(new KeyValuePair("path", NASTY));
        String line = line(format, event);
        assertThat(line).endsWith("\n");
        assertThat(line.stripTrailing().chars())
                .noneMatch(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || c == '\u202e');
        assertThat(line).contains("😀", "é", "\\u001b[2J", "\\u000d\\n");
    }

    @Test
    void jsonKeepsWhatWasSaid() throws Exception {
        LoggingEvent event = event(NASTY);
        event.addKeyValuePair(new KeyValuePair("status", 200));
        event.addKeyValuePair(new KeyValuePair("duration_ms", 1.5));
        event.addKeyValuePair(new KeyValuePair("ok", true));
        event.addKeyValuePair(new KeyValuePair("level", "mine"));
        JsonNode json = new ObjectMapper().readTree(line("json", event));
        assertThat(json.path("message").asText()).isEqualTo(NASTY);
        assertThat(json.path("ts").asText()).isEqualTo("2026-11-22T10:00:00.123Z");
        assertThat(json.path("level").asText()).isEqualTo("WARN");
        assertThat(json.path("logger").asText()).isEqualTo("dev.serai.Some");
        assertThat(json.path("status").isInt()).isTrue();
        assertThat(json.path("duration_ms").asDouble()).isEqualTo(1.5);
        assertThat(json.path("ok").isBoolean()).isTrue();
        assertThat(json.path("_level").asText()).isEqualTo("mine");
    }

    @Test
    void jsonKeepsAStackTraceOnTheLine() throws Exception {
        LoggingEvent event = event("broken");
        event.setThrowableProxy(new ch.qos.logback.classic.spi.ThrowableProxy(new IllegalStateException("why\nnot")));
        String line = line("json", event);
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
        assertThat(new ObjectMapper().readTree(line).path("exception").asText())
                .contains("IllegalStateException: why\nnot", "\tat dev.serai.logs.LineEncoderTest");
    }

    @Test
    void textIsForPeople() {
        LoggingEvent event = event("listening");
        event.addKeyValuePair(new KeyValuePair("port", 8080));
        assertThat(line("text", event)).matches("\\d\\d:\\d\\d:\\d\\d\\.123 WARN Some  listening port=8080\n");
    }

    private static LoggingEvent event(String message) {
        LoggingEvent event = new LoggingEvent();
        event.setLoggerContext(new LoggerContext());
        event.setLoggerName("dev.serai.Some");
        event.setLevel(Level.WARN);
        event.setMessage(message);
        event.setThreadName("main");
        event.setInstant(Instant.parse("2026-11-22T10:00:00.123456Z"));
        return event;
    }

    private static String line(String format, LoggingEvent event) {
        LineEncoder encoder = new LineEncoder();
        encoder.setFormat(format);
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }
}
