package dev.serai;

import dev.serai.config.Settings;
import dev.serai.providers.HostAddresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The real gateway on a free port, with the shipped routes: what tests talk to over HTTP. */
public final class RunningGateway implements AutoCloseable {
    private final Gateway gateway;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private RunningGateway(Gateway gateway) {
        this.gateway = gateway;
    }

    /** With the shipped mapping, and these variables instead of the environment's. */
    public static RunningGateway start(Map<String, String> variables) {
        return start(variables, HostAddresses.ofTheSystem());
    }

    /** Where it is as late as the test says. */
    static RunningGateway start(Map<String, String> variables, Clock clock) {
        return start(variables, HostAddresses.ofTheSystem(), clock);
    }

    /** Where hosts have the addresses that the test gives them. */
    static RunningGateway start(Map<String, String> variables, HostAddresses addresses) {
        return start(variables, addresses, Clock.systemUTC());
    }

    private static RunningGateway start(Map<String, String> variables, HostAddresses addresses, Clock clock) {
        Map<String, String> settings = new HashMap<>(variables);
        settings.putIfAbsent("PORT", "0");
        keepJournalsApart(settings);
        return start(new Gateway(Settings.only(settings), addresses, clock));
    }

    /** With {@code configs/application.properties} of a folder of the test's own, beside these variables. */
    static RunningGateway startIn(Path workingFolder, Map<String, String> variables) {
        Map<String, String> settings = new HashMap<>(variables);
        settings.putIfAbsent("PORT", "0");
        return start(new Gateway(Settings.in(workingFolder, settings), HostAddresses.ofTheSystem(), Clock.systemUTC()));
    }

    private static RunningGateway start(Gateway gateway) {
        gateway.start();
        return new RunningGateway(gateway);
    }

    /** Beside a server's database there is no folder for the journals: each gateway gets one that no other test looks at. */
    private static void keepJournalsApart(Map<String, String> settings) {
        if (settings.getOrDefault("DATABASE_URL", "").startsWith("jdbc:postgresql:")) {
            try {
                Path folder = Files.createTempDirectory(Path.of("target"), "journals");
                settings.putIfAbsent("LEDGER_JOURNAL", folder.resolve("ledger").toString());
                settings.putIfAbsent("AUDIT_JOURNAL", folder.resolve("audit").toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** With a mapping of the test's own. */
    public static RunningGateway start(String mapping, Map<String, String> variables) {
        return start(mapping, variables, HostAddresses.ofTheSystem());
    }

    static RunningGateway start(String mapping, Map<String, String> variables, HostAddresses addresses) {
        try {
            Path file = Files.createTempFile("model-mapping", ".yaml");
            file.toFile().deleteOnExit();
            Files.writeString(file, mapping);
            Map<String, String> settings = new HashMap<>(variables);
            settings.put("MODEL_MAPPING_CONFIG", file.toString());
            return start(settings, addresses);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return gateway.port();
    }

    /** Without a trailing slash and without {@code /v1}. */
    public String baseUrl() {
        return "http://127.0.0.1:" + port();
    }

    public Gateway gateway() {
        return gateway;
    }

    public HttpResponse<String> chat(String body) {
        return post("/v1/chat/completions", body);
    }

    public HttpResponse<String> post(String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(baseUrl() + path))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    public HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(baseUrl() + path)).build());
    }

    public HttpResponse<String> send(HttpRequest request) {
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            DescribedAnswers.check(answer);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until it works on no request: whatever it still does for a client that has left is over then. */
    public void awaitIdle() throws InterruptedException {
        Instant deadline = Instant.now().plusSeconds(20);
        while (get("/metrics").body().lines().noneMatch("ai_proxy_requests_in_flight 0.0"::equals)) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("requests are still in flight");
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void close() {
        gateway.close();
    }
}
