package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.serai.fakes.FreePorts;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No file descriptors left: row F39 of the table of faults, in a process of its own with few of them. */
@Tag("load")
@Timeout(180)
class FaultsOfDescriptorsTest {
    private static final int DESCRIPTORS = 400;
    private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private int port;

    @Test
    @DisplayName("F39 no descriptors left: nobody new is let in, who was in is served, and it recovers by itself")
    void f39_noDescriptors() throws Exception {
        assumeThat(Files.isExecutable(PRLIMIT)).isTrue();
        port = FreePorts.next();
        Process gateway = start();
        List<Socket> idle = new ArrayList<>();
        try (Socket early = listening(gateway)) {
            assertThat(isHealthy(early)).as("its classes are loaded").isTrue();
            for (int i = 0; i < DESCRIPTORS + 100; i++) {
                idle.add(new Socket("127.0.0.1", port));
            }
            assertThat(isHealthy(early)).as("who was in is served").isTrue();
            assertThat(gateway.isAlive()).isTrue();
            for (Socket socket : idle) {
                socket.close();
            }
            idle.clear();
            awaitRecovery();
            assertThat(isHealthy(early)).isTrue();
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
            gateway.destroyForcibly();
            gateway.waitFor(30, TimeUnit.SECONDS);
        }
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        PRLIMIT.toString(),
                        "--nofile=" + DESCRIPTORS,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                                .collect(Collectors.joining(File.pathSeparator)),
                        "dev.serai.Serai")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().putAll(Map.of("PORT", Integer.toString(port), "AWS_EC2_METADATA_DISABLED", "true"));
        return builder.start();
    }

    /** A connection that was made while there was room. */
    private Socket listening(Process gateway) throws Exception {
        Instant deadline = Instant.now().plus(SOON);
        while (true) {
            assertThat(gateway.isAlive())
                    .as(Files.readString(folder.resolve("output")))
                    .isTrue();
            assertThat(Instant.now()).as("it listens").isBefore(deadline);
            try {
                return new Socket("127.0.0.1", port);
            } catch (IOException notYet) {
                Thread.sleep(50);
            }
        }
    }

    private static boolean isHealthy(Socket socket) throws IOException {
        socket.setSoTimeout((int) SOON.toMillis());
        socket.getOutputStream().write("GET /health HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        BufferedReader answer =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        String status = answer.readLine();
        int length = 0;
        for (String line = answer.readLine(); line != null && !line.isEmpty(); line = answer.readLine()) {
            length = line.toLowerCase(Locale.ROOT).startsWith("content-length:")
                    ? Integer.parseInt(line.substring(line.indexOf(':') + 1).strip())
                    : length;
        }
        char[] body = new char[length];
        assertThat(answer.read(body)).isEqualTo(length);
        return status != null && status.contains(" 200 ");
    }

    /** New clients are let in, and their requests answered. */
    private void awaitRecovery() throws Exception {
        Instant deadline = Instant.now().plus(SOON);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/chat/completions"))
                .header("content-type", "application/json")
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofString(FaultRoad.body("sandbox-echo", false)))
                .build();
        while (true) {
            assertThat(Instant.now()).as("it recovers").isBefore(deadline);
            try {
                HttpResponse<String> answer =
                        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                Thread.sleep(50);
            }
        }
    }
}
