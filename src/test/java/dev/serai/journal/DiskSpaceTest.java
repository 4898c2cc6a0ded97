package dev.serai.journal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Row F29: the disk that fills is told of at 80 %. */
class DiskSpaceTest {
    private static final long GIBIBYTE = 1L << 30;

    private final Logger logger = (Logger) LoggerFactory.getLogger(DiskSpace.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Path folder = Path.of("/var/lib/serai/journal");

    /** Of 100; less than none: nobody can say. */
    private long free = 100;

    private final DiskSpace disk = new DiskSpace(folder, path -> {
        assertThat(path).isEqualTo(folder);
        if (free < 0) {
            throw new IOException("Stale file handle");
        }
        return new DiskSpace.Bytes(free * GIBIBYTE, 100 * GIBIBYTE);
    });

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(lines);
    }

    @Test
    void f29ADiskThatIsMoreThanFourFifthsFullIsToldOfOnce() {
        look(21, 20);
        assertThat(warnings()).isEmpty();
        look(19, 19, 18, 21, 19, 10);
        assertThat(warnings())
                .containsExactly(
                        "the file system of the journal /var/lib/serai/journal is 81 % full (19456 MiB are free):"
                                + " make room, or move the journal to a larger one; when it is full, new requests are refused"
                                + " unless LEDGER_ON_FULL=allow");
        assertThat(disk.usedPercent()).isEqualTo(90);
    }

    @Test
    void f29ItIsToldOfAgainWhenThereWasRoomMeanwhile() {
        look(10, 30, 5);
        assertThat(warnings()).hasSize(2).last().asString().contains("is 95 % full");
    }

    @Test
    void whereNobodyCanSayThatIsSaidOnce() {
        look(-1, -1);
        assertThat(warnings())
                .containsExactly("nobody can say how full the disk of /var/lib/serai/journal is:"
                        + " java.io.IOException: Stale file handle");
        assertThat(disk.usedPercent()).isNaN();
        look(50);
        assertThat(disk.usedPercent()).isEqualTo(50);
    }

    @Test
    void aRealDiskIsMeasured(@TempDir Path real) {
        DiskSpace measured = new DiskSpace(real);
        measured.look();
        assertThat(measured.usedPercent()).isBetween(0.0, 100.0);
    }

    private void look(long... freed) {
        for (long each : freed) {
            free = each;
            disk.look();
        }
    }

    private List<String> warnings() {
        return lines.list.stream()
                .filter(line -> line.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
