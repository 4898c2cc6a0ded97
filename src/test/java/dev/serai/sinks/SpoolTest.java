package dev.serai.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queue of a sink on a disk that takes nothing for a while. */
class SpoolTest {
    @TempDir
    Path folder;

    @Test
    void whoeverCanWaitIsToldThatThereIsNoRoomUntilThereIs() throws Exception {
        try (Spool spool = new Spool("file", folder, 1 << 20)) {
            spool.add(List.of(new Event(Event.AUDIT, "{}")));
            // A segment can't begin where there is another file.
            Path next = Files.createFile(folder.resolve("0000000000000000002.journal"));
            spool.waiting();
            assertThatThrownBy(spool::demandRoom)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("the sink file can't be written");
            assertThat(spool.lost()).isZero();
            Files.delete(next);
            assertThat(spool.waiting()).hasSize(1);
            assertThatCode(spool::demandRoom).doesNotThrowAnyException();
        }
    }
}
