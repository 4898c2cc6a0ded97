package dev.serai.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class VirtualThreadsTest {
    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void requestsRunOnVirtualThreads() throws Exception {
        Thread thread = threadOfARequest();
        assertThat((boolean) Thread.class.getMethod("isVirtual").invoke(thread)).isTrue();
        assertThat(thread.getName()).startsWith("request-");
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void requestsRunOnAPoolOfWorkers() throws Exception {
        assertThat(threadOfARequest().getName()).startsWith("vert.x-worker-thread-");
    }

    @Test
    void aHundredRequestsWaitAtATime() throws Exception {
        try (TestingServer gateway = TestingServer.start()) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                clients.add(gateway.connect().get("/slow"));
            }
            gateway.waitUntilWaiting(100);
            gateway.released.countDown();
            for (RawClient client : clients) {
                assertThat(client.read().status()).isEqualTo(200);
                client.close();
            }
        }
    }

    private static Thread threadOfARequest() throws InterruptedException {
        try (TestingServer gateway = TestingServer.start();
                RawClient client = gateway.connect()) {
            client.chat("{}").read();
            return gateway.threads.take();
        }
    }
}
