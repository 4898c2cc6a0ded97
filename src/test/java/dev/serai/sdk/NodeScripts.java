package dev.serai.sdk;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the scripts of {@code src/test/node} in {@code target/node}, where their packages are installed once. */
final class NodeScripts {
    private static final Path SOURCES = Path.of("src/test/node");
    private static final Path FOLDER = Path.of("target/node");
    private static final List<String> FILES = List.of(
            "package.json", "package-lock.json", "scenarios.mjs", "endpoints.mjs", "responses.mjs", "ways-in.mjs");

    private NodeScripts() {}

    /** Installs what the lock file names, unless it is there; skips the test where there is no node or npm. */
    static void install() throws IOException, InterruptedException {
        assumeTrue(isThere("node") && isThere("npm"), "node and npm are wanted: apt-get install nodejs npm");
        Files.createDirectories(FOLDER);
        // Tests of several JVMs may want it at once.
        try (FileChannel file =
                FileChannel.open(FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.lock();
            installOnce();
        }
    }

    private static void installOnce() throws IOException, InterruptedException {
        Path lock = FOLDER.resolve("package-lock.json");
        boolean installed = Files.exists(FOLDER.resolve("node_modules"))
                && Files.mismatch(lock, SOURCES.resolve("package-lock.json")) < 0;
        for (String file : FILES) {
            Files.write(FOLDER.resolve(file), Files.readAllBytes(SOURCES.resolve(file)));
        }
        if (!installed) {
            run("npm", "ci", "--no-audit", "--no-fund");
        }
    }

    /** Runs a script and gives the lines it printed. */
    static List<String> run(String... command) throws IOException, InterruptedException {
        File output = Files.createTempFile("node", ".out").toFile();
        Process process = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        try {
            boolean ended = process.waitFor(3, TimeUnit.MINUTES);
            List<String> lines = Files.readAllLines(output.toPath(), StandardCharsets.UTF_8);
            if (!ended || process.exitValue() != 0) {
                throw new AssertionError(String.join(" ", command) + " failed:\n" + String.join("\n", lines));
            }
            return lines;
        } finally {
            process.destroyForcibly();
            Files.delete(output.toPath());
        }
    }

    private static boolean isThere(String program) {
        return Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
