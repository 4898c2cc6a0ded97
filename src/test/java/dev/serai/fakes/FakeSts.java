package dev.serai.fakes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * AWS' Security Token Service on a loopback port, as far as IRSA asks it: it exchanges a web identity's token for the
 * temporary keys of the fakes (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html).
 * Thread-safe; lives until closed.
 */
public final class FakeSts implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, String> keys;
    private final List<Map<String, String>> received = new ArrayList<>();
    private volatile Duration lifetime = Duration.ofHours(1);
    private volatile boolean refusing;
    private volatile String accessKey;

    private FakeSts(HttpServer server, Map<String, String> keys) {
        this.server = server;
        this.keys = keys;
        this.accessKey = keys.get("AWS_ACCESS_KEY_ID");
    }

    /** @param keys the variables of a {@link FakeBedrock} that wants temporary keys: these are handed out */
    public static FakeSts start(Map<String, String> keys) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            FakeSts fake = new FakeSts(server, keys);
            server.createContext("/", fake::answer);
            server.start();
            return fake;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI origin() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** How long the keys are good that are handed out from now on. */
    public void lifetime(Duration other) {
        lifetime = other;
    }

    /** Hands out another access key from now on. */
    public void handOut(String accessKey) {
        this.accessKey = accessKey;
    }

    /** Takes no token any more. */
    public void refuse() {
        refusing = true;
    }

    /** The parameters of each exchange, oldest first. */
    public List<Map<String, String>> received() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    /** Waits until {@code count} exchanges were asked for, and gives all there are. */
    public List<Map<String, String>> awaitExchanges(int count, Duration atMost) throws InterruptedException {
        Instant deadline = Instant.now().plus(atMost);
        synchronized (received) {
            while (received.size() < count) {
                long left = Duration.between(Instant.now(), deadline).toMillis();
                if (left <= 0) {
                    throw new AssertionError("STS was asked " + received.size() + " times of " + count);
                }
                received.wait(left);
            }
            return List.copyOf(received);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, String> parameters = parameters(exchange.getRequestBody().readAllBytes());
        synchronized (received) {
            received.add(parameters);
            received.notifyAll();
        }
        byte[] body = (refusing ? refusal() : credentials()).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/xml");
        exchange.sendResponseHeaders(refusing ? 400 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Map<String, String> parameters(byte[] form) {
        return Arrays.stream(new String(form, StandardCharsets.UTF_8).split("&"))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(
                        parameter -> parameter[0],
                        parameter -> URLDecoder.decode(parameter[1], StandardCharsets.UTF_8)));
    }

    private String credentials() {
        return """
                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                  <AssumeRoleWithWebIdentityResult>
                    <Credentials>
                      <AccessKeyId>%s</AccessKeyId>
                      <SecretAccessKey>%s</SecretAccessKey>
                      <SessionToken>%s</SessionToken>
                      <Expiration>%s</Expiration>
                    </Credentials>
                    <SubjectFromWebIdentityToken>system:serviceaccount:ai:serai</SubjectFromWebIdentityToken>
                  </AssumeRoleWithWebIdentityResult>
                </AssumeRoleWithWebIdentityResponse>
                """.formatted(
                        accessKey,
                        keys.get("AWS_SECRET_ACCESS_KEY"),
                        keys.get("AWS_SESSION_TOKEN"),
                        Instant.now().plus(lifetime).truncatedTo(ChronoUnit.SECONDS));
    }

    private static String refusal() {
        return """
                <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                  <Error><Type>Sender</Type><Code>InvalidIdentityToken</Code><Message>No OpenIDConnect provider</Message></Error>
                  <RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId>
                </ErrorResponse>
                """;
    }
}
