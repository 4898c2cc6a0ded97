package dev.serai.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeOpenAi;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.TimeValue;
import org.junit.jupiter.api.Test;

class ConnectionPoolTest {
    private static final int BURST = 20;

    @Test
    void whatNobodyHasUsedForLongIsSweptOutWhoeverClosedIt() throws Exception {
        try (PoolingHttpClientConnectionManager pool = ConnectionPool.shared(SystemDefaultDnsResolver.INSTANCE);
                CloseableHttpClient client = HttpClients.custom()
                        .setConnectionManager(pool)
                        .setConnectionManagerShared(true)
                        .build()) {
            try (FakeOpenAi provider = FakeOpenAi.start()) {
                List<ClassicHttpResponse> answers = new ArrayList<>();
                for (int i = 0; i < BURST; i++) {
                    answers.add(ask(client, provider));
                }
                ClassicHttpResponse stillRead = answers.remove(0);
                for (ClassicHttpResponse answer : answers) {
                    EntityUtils.consume(answer.getEntity());
                }
                assertThat(pool.getTotalStats().getAvailable()).isEqualTo(BURST - 1);

                ConnectionPool.sweep(pool, TimeValue.ofMinutes(1));
                assertThat(pool.getTotalStats().getAvailable())
                        .as("they may be of use still")
                        .isEqualTo(BURST - 1);
                ConnectionPool.sweep(pool, TimeValue.ZERO_MILLISECONDS);
                assertThat(pool.getTotalStats().getAvailable()).isZero();
                assertThat(pool.getTotalStats().getLeased()).as("in use").isEqualTo(1);

                EntityUtils.consume(stillRead.getEntity());
                assertThat(pool.getTotalStats().getAvailable()).isEqualTo(1);
            }
            ConnectionPool.sweep(pool, TimeValue.ZERO_MILLISECONDS);
            assertThat(pool.getTotalStats().getAvailable())
                    .as("closed by the server")
                    .isZero();
        }
    }

    private static ClassicHttpResponse ask(CloseableHttpClient client, FakeOpenAi provider) throws IOException {
        HttpGet request = new HttpGet(provider.baseUrl() + "/models");
        request.setHeader("Authorization", "Bearer " + provider.key());
        return client.executeOpen(null, request, null);
    }
}
