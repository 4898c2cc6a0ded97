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
import dev.serai.config.Settings;
import dev.serai.dialects.ChatRequestReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
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
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.Test;

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
