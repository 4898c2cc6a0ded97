package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Row F38: whoever starts without the launcher is told what is missing. */
class JvmFlagsTest {
    private static final String EXIT = "ExitOnOutOfMemoryError";
    private static final String CRASH = "CrashOnOutOfMemoryError";
    private static final String DUMP = "HeapDumpOnOutOfMemoryError";

    @Test
    void f38WhoWouldGoOnInPiecesIsWarned() {
        assertThat(warnings(Map.of(EXIT, false, CRASH, false, DUMP, false)))
                .containsExactly("out of memory this process would go on in pieces: start it by bin/serai,"
                        + " or with JDK_JAVA_OPTIONS=-XX:+ExitOnOutOfMemoryError");
    }

    @Test
    void f38WhoWouldWriteItsHeapToTheDiskIsWarned() {
        assertThat(warnings(Map.of(EXIT, true, CRASH, false, DUMP, true)))
                .singleElement()
                .asString()
                .contains("HeapDumpOnOutOfMemoryError", "prompts, keys");
    }

    @Test
    void whoEndsAndAJvmThatKnowsNoSuchFlagsAreNot() {
        assertThat(warnings(Map.of(EXIT, true, CRASH, false, DUMP, false))).isEmpty();
        assertThat(warnings(Map.of(EXIT, false, CRASH, true, DUMP, false))).isEmpty();
        assertThat(warnings(Map.of())).isEmpty();
    }

    private static List<String> warnings(Map<String, Boolean> flags) {
        Logger logger = (Logger) LoggerFactory.getLogger(JvmFlags.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            JvmFlags.check(flag -> Optional.ofNullable(flags.get(flag)));
        } finally {
            logger.detachAppender(lines);
        }
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
