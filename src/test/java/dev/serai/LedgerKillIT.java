package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeOpenAi;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** P5–P7, F34, F35: whatever a client has got to its end is in the ledger, once, however often the gateway is killed. */
class LedgerKillIT {
    private static final int CLIENTS = 4;
    private static final String PROMPT = "a-prompt-that-no-book-may-hold";

    @TempDir
    Path folder;

    private final AtomicInteger sent = new AtomicInteger();
    private final Queue<String> answered = new ConcurrentLinkedQueue<>();

    @Test
    @Timeout(600)
    void fiveKills() throws Exception {
        killed(5);
    }

    @Test
    @Tag("load")
    void aHundredKills() throws Exception {
        killed(100);
    }

    private void killed(int times) throws Exception {
        Random random = new Random();
        try (FakeOpenAi openai = FakeOpenAi.start()) {
            for (int i = 0; i < times; i++) {
                try (GatewayProcess gateway = start(openai)) {
                    load(gateway, () -> {
                        int before = answered.size();
                        while (answered.size() - before < 20) {
                            Thread.sleep(5);
                        }
                        Thread.sleep(random.nextInt(300));
                        gateway.kill();
                    });
                }
            }
            try (GatewayProcess gateway = start(openai)) {
                load(gateway, () -> {
                    int before = answered.size();
                    while (answered.size() - before < 20) {
                        Thread.sleep(5);
                    }
                    gateway.terminate();
                });
            }
            List<String> booked = booked();
            assertThat(booked).doesNotHaveDuplicates().containsAll(answered);
            assertThat(booked.size()).isLessThanOrEqualTo(sent.get());
            assertThat(folder.resolve("data/journal").toFile().list((in, name) -> name.endsWith(".damaged")))
                    .isEmpty();
        }
    }

    private GatewayProcess start(FakeOpenAi openai) {
        Map<String, String> variables = new HashMap<>(openai.environment());
        variables.put("LEDGER_ENABLED", "true");
        return GatewayProcess.start(GatewayProcess.classes(), folder, variables).listening();
    }

    private interface Ending {
        void run() throws InterruptedException;
    }

    /** Whole answers and streams by turns until the gateway is gone. */
    private void load(GatewayProcess gateway, Ending ending) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Thread client = new Thread(() -> {
                HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                while (!over.get()) {
                    ask(http, gateway);
                }
            });
            client.start();
            clients.add(client);
        }
        ending.run();
        over.set(true);
        for (Thread client : clients) {
            client.join();
        }
    }

    private void ask(HttpClient http, GatewayProcess gateway) {
        int number = sent.incrementAndGet();
        String id = "req-" + number;
        HttpRequest request = HttpRequest.newBuilder(gateway.address("/v1/chat/completions"))
                .header("content-type", "application/json")
                .header("x-request-id", id)
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"gpt-4o\",\"stream\":" + (number % 2 == 0)
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT + "\"}]}"))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                answered.add(id);
            }
        } catch (IOException e) {
            // It was killed before the answer's end: whether there is a row of it is open.
            assertThat(e).isNotNull();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> booked() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/serai.db"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM ledger")) {
            List<String> ids = new ArrayList<>();
            while (rows.next()) {
                ids.add(rows.getString("request_id"));
                assertThat(rows.getString("usage_source")).isIn("reported", "unknown");
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    assertThat(String.valueOf(rows.getString(i))).doesNotContain(PROMPT);
                }
            }
            return ids;
        }
    }
}
