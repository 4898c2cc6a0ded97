package dev.serai.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PepperFileTest {
    @TempDir
    Path folder;

    @Test
    void itsNameIsOnTheDiskToo() throws IOException {
        Path events = folder.resolve("forced.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.FileForce").withoutThreshold();
            recording.start();
            String made = PepperFile.read(folder.resolve("serai.pepper"));
            assertThat(PepperFile.read(folder.resolve("serai.pepper"))).isEqualTo(made);
            recording.stop();
            recording.dump(events);
        }
        assertThat(RecordingFile.readAllEvents(events))
                .extracting(event -> event.getString("path"))
                .contains(folder.toString());
    }
}
