package dev.serai;

import dev.serai.fakes.FreePorts;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The packaged gateway in a process of its own, in a working folder of its own. */
final class GatewayProcess implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String JAVA_HOME = System.getProperty("java.home");
    private static final int LONGEST_WAIT_SECONDS = 180;

    private final Process process;
    private final Path output;
    private final int port;

    private GatewayProcess(Process process, Path output, int port) {
        this.process = process;
        this.output = output;
        this.port = port;
    }

    /** {@code java -jar serai.jar}. */
    static List<String> jar() {
        return List.of(JAVA_HOME + "/bin/java", "-jar", property("serai.jar"));
    }

    /** The same of this test's class path. */
    static List<String> classes() {
        return List.of(
                JAVA_HOME + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .collect(Collectors.joining(File.pathSeparator)),
                "dev.serai.Serai");
    }

    static List<String> launcher(String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of(property("serai.launcher")));
        command.addAll(List.of(arguments));
        return command;
    }

    static GatewayProcess start(List<String> command, Path folder, Map<String, String> variables) {
        return start(command, folder, FreePorts.next(), variables);
    }

    static GatewayProcess start(List<String> command, Path folder, int port, Map<String, String> variables) {
        try {
            Path output = Files.createTempFile("gateway", ".out");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("SERAI_") || name.startsWith("JAVA_"));
            builder.environment().put("JAVA_HOME", JAVA_HOME);
            builder.environment().put("PORT", Integer.toString(port));
            builder.environment().put("DRAIN_SECONDS", "0");
            builder.environment().putAll(variables);
            return new GatewayProcess(builder.start(), output, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it listens. */
    GatewayProcess listening() {
        while (process.isAlive()) {
            try {
                get("/health");
                return this;
            } catch (UncheckedIOException e) {
                if (!(e.getCause() instanceof ConnectException)) {
                    throw e;
                }
            }
            sleep();
        }
        throw new AssertionError("it ended with " + process.exitValue() + ":\n" + output());
    }

    HttpResponse<String> get(String path) {
        return send(request(path).build());
    }

    HttpResponse<String> chat(String model) {
        String body = "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        return send(request("/v1/chat/completions")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** A streamed answer, whole once it has ended. */
    HttpResponse<String> streamed(String prompt) {
        String body = "{\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt
                + "\"}]}";
        return send(request("/v1/chat/completions")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    URI address(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** Sends SIGKILL, and waits. */
    void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** Sends a signal by its name, {@code STOP} or {@code CONT}. */
    void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("kill -" + name + " ended with " + code);
        }
    }

    /** Sends SIGTERM. */
    void askToEnd() {
        process.destroy();
    }

    /** Sends SIGTERM, and waits. */
    int terminate() {
        process.destroy();
        return exitCode();
    }

    /** Waits until it has ended by itself. */
    int exitCode() {
        try {
            if (!process.waitFor(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("it has not ended:\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        exitCode();
        Files.delete(output);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address(path));
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String property(String name) {
        return java.util.Objects.requireNonNull(System.getProperty(name), name + " is set by failsafe, in pom.xml");
    }
}
