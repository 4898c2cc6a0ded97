package dev.serai.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.calls.Attempt;
import dev.serai.calls.Call;
import dev.serai.calls.Client;
import dev.serai.calls.ClientGoneException;
import dev.serai.calls.Plan;
import dev.serai.config.MappedModel;
import dev.serai.config.ModelMapping;
import dev.serai.config.ModelTarget;
import dev.serai.config.Settings;
import dev.serai.credentials.Credentials;
import dev.serai.dialects.ChatRequestReader;
import dev.serai.errors.ProviderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.io.LeaseRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout.ThreadMode;

class ProviderTransportTest {

    @Test
    void aClientThatLeavesWhileAConnectionIsLeasedIsNoFailureOfTheProvider() throws IOException {
        Attempt attempt = attempt();
        try (PoolingHttpClientConnectionManager connections =
                whileLeasing(() -> attempt.abort(Attempt.Abort.CLIENT_GONE))) {
            HttpClientBuilder builder = HttpClientBuilder.create();
            new ProviderTransport((request, body, target) -> {}, connections).configureHttpClient(builder);
            HttpPost post = new HttpPost(URI.create("http://127.0.0.1:1/never-called"));
            post.setEntity(new AttemptEntity(attempt, new byte[0]));
            try (CloseableHttpClient client = builder.build()) {
                assertThatThrownBy(() -> client.execute(post, response -> null))
                        .isInstanceOf(ClientGoneException.class);
            }
            assertThat(connections.getTotalStats().getLeased()).isZero();
        }
    }

    @Test
    @org.junit.jupiter.api.Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
    void credentialsThatAreRefusedWithoutEndAreRenewed() throws IOException {
        try (ServerSocket server = listening(
                "HTTP/1.1 401 Unauthorized\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(status(server, new Renewed())).isEqualTo(200);
        }
    }

    @Test
    @org.junit.jupiter.api.Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
    void anAnswerThatIsCompressedIsNotReadToItsEnd() throws IOException {
        try (ServerSocket server =
                listening("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n")) {
            assertThatThrownBy(() -> status(server, new Renewed()))
                    .isInstanceOf(ProviderException.class)
                    .hasMessageContaining("compressed");
        }
    }

    private static final class Renewed implements Credentials {
        @Override
        public void authenticate(HttpRequest request, byte[] body, ModelTarget target) {
            request.setHeader("Authorization", "Bearer some");
        }

        @Override
        public boolean renew(HttpRequest refused, ModelTarget target) {
            return true;
        }
    }

    private static int status(ServerSocket server, Credentials credentials) throws IOException {
        try (PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager()) {
            HttpClientBuilder builder = HttpClientBuilder.create();
            new ProviderTransport(credentials, connections).configureHttpClient(builder);
            HttpPost post = new HttpPost(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"));
            post.setEntity(new AttemptEntity(attempt(), new byte[0]));
            try (CloseableHttpClient client = builder.build()) {
                return client.execute(post, ClassicHttpResponse::getCode);
            }
        }
    }

    /** Says this on one connection after the other, and ends none of them before it is closed. */
    private static ServerSocket listening(String... answers) throws IOException {
        ServerSocket server = new ServerSocket(0, answers.length, InetAddress.getByName("127.0.0.1"));
        Thread thread = new Thread(() -> answer(server, new ArrayDeque<>(List.of(answers))), "answers");
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    private static void answer(ServerSocket server, Queue<String> answers) {
        try (Socket connection = server.accept()) {
            connection.getOutputStream().write(answers.remove().getBytes(StandardCharsets.US_ASCII));
            answer(server, answers);
        } catch (SocketException closed) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PoolingHttpClientConnectionManager whileLeasing(Runnable action) {
        return new PoolingHttpClientConnectionManager() {
            @Override
            public LeaseRequest lease(String id, HttpRoute route, Timeout timeout, Object state) {
                LeaseRequest lease = super.lease(id, route, timeout, state);
                return new LeaseRequest() {
                    @Override
                    public ConnectionEndpoint get(Timeout longest)
                            throws InterruptedException, ExecutionException, TimeoutException {
                        ConnectionEndpoint endpoint = lease.get(longest);
                        action.run();
                        return endpoint;
                    }

                    @Override
                    public boolean cancel() {
                        return lease.cancel();
                    }
                };
            }
        };
    }

    static Attempt attempt() {
        ModelMapping mapping = ModelMapping.load(Settings.only(Map.of()));
        byte[] body = "{\"model\":\"sandbox-echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"
                .getBytes(StandardCharsets.UTF_8);
        Call call = new Call(
                "request",
                Client.PRESENT,
                null,
                mapping,
                new ChatRequestReader().read(body),
                TimeUnit.MINUTES.toNanos(1));
        MappedModel model = mapping.model("sandbox-echo").orElseThrow();
        call.plan(new Plan(model, model.targets(), 1));
        return call.attempt(model.targets().get(0));
    }
}
