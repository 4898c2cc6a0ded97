package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.Reply;
import dev.serai.store.TestingPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** T24, P6, P7, P10, F35: a budget of gateways in processes of their own, at one PostgreSQL, and of one that is killed. */
@Timeout(400)
class BudgetKillIT {
    /** 40 tokens in and 1,000 out, at 2.50 and 10 dollars for a million. */
    private static final BigDecimal COST = new BigDecimal("0.0101");

    private static final String ANSWER =
            "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1790000000,\"model\":\"gpt-4o-2024-08-06\","
                    + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"},\"logprobs\":null,"
                    + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":40,\"completion_tokens\":1000,"
                    + "\"total_tokens\":1040}}";
    private static final String BODY =
            "{\"model\":\"gpt-4o\",\"max_tokens\":1000,\"messages\":[{\"role\":\"user\",\"content\":\"Say hello to everybody who is here"
                    + " today, please, and be so kind as to do it slowly, since it is early\"}]}";
    /** A third of the bytes in, 1,000 out. */
    private static final BigDecimal RESERVED = BigDecimal.valueOf(1_000L * 10 * 1_000)
            .add(BigDecimal.valueOf((BODY.length() + 2) / 3 * 2_500L))
            .movePointLeft(9);

    @TempDir
    Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Map<String, String> variables(FakeOpenAi openai, String url) {
        Map<String, String> variables = new HashMap<>(openai.environment());
        variables.put("AUTH_ENABLED", "true");
        variables.put("HOST", "127.0.0.1");
        variables.put("DATABASE_URL", url);
        variables.put("KEY_PEPPER", "pepper-canary-0123456789-abcdefghijkl");
        return variables;
    }

    private GatewayProcess start(String name, Map<String, String> variables) throws IOException {
        Path own = Files.createDirectories(folder.resolve(name));
        return GatewayProcess.start(GatewayProcess.classes(), own, variables);
    }

    private HttpRequest request(GatewayProcess gateway, String key, String id) {
        return HttpRequest.newBuilder(gateway.address("/v1/chat/completions"))
                .header("Authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .header("x-request-id", id)
                .POST(HttpRequest.BodyPublishers.ofString(BODY))
                .build();
    }

    @Test
    void twoGatewaysSpendABudgetForTenOnTenCalls() throws Exception {
        try (FakeOpenAi openai = FakeOpenAi.start()) {
            openai.always(Reply.json(200, ANSWER).after(Duration.ofMillis(200)));
            Map<String, String> variables = variables(openai, TestingPostgres.database());
            BudgetBooks books = new BudgetBooks(variables);
            String key = books.key("--budget=0.102/total");
            try (GatewayProcess one = start("one", variables);
                    GatewayProcess other = start("other", variables)) {
                List<GatewayProcess> both = List.of(one.listening(), other.listening());
                List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    answers.add(http.sendAsync(
                            request(both.get(i % 2), key, "call-" + i), HttpResponse.BodyHandlers.ofString()));
                }
                int good = 0;
                for (CompletableFuture<HttpResponse<String>> each : answers) {
                    HttpResponse<String> answer = each.get();
                    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 429, 503);
                    good += answer.statusCode() == 200 ? 1 : 0;
                }
                assertThat(good).isBetween(1, 10);
                assertThat(openai.received()).hasSize(good);
                boolean spent = false;
                while (!spent) {
                    // What one of them has leased comes to whoever needs it.
                    HttpResponse<String> next = http.send(
                            request(both.get(good % 2), key, "further"), HttpResponse.BodyHandlers.ofString());
                    good += next.statusCode() == 200 ? 1 : 0;
                    spent = next.headers().firstValue("x-should-retry").isPresent();
                }
                assertThat(good).isEqualTo(10);
                assertThat(openai.received()).hasSize(10);
                one.terminate();
                other.terminate();
            }
            String account = "key/total/" + BudgetBooks.id(key);
            assertThat(books.spent(account)).isEqualByComparingTo(COST.multiply(BigDecimal.TEN));
            assertThat(books.leased(account)).isZero();
        }
    }

    @Test
    void whatAKilledGatewayHadAnsweredOrBegunIsSpent() throws Exception {
        try (FakeOpenAi openai = FakeOpenAi.start()) {
            openai.always(Reply.json(200, ANSWER).after(Duration.ofMillis(60)));
            Map<String, String> variables = variables(openai, "jdbc:sqlite:" + folder.resolve("serai.db"));
            BudgetBooks books = new BudgetBooks(variables);
            String key = books.key("--budget=1000/day", "--budget=1000/total");
            Queue<String> answered = new ConcurrentLinkedQueue<>();
            AtomicInteger sent = new AtomicInteger();
            Random random = new Random();
            for (int i = 0; i < 2; i++) {
                try (GatewayProcess gateway = start("alone", variables).listening()) {
                    load(gateway, key, sent, answered, random.nextInt(250));
                }
            }
            try (GatewayProcess last = start("alone", variables).listening()) {
                assertThat(http.send(request(last, key, "last"), HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200);
                last.terminate();
            }
            String id = BudgetBooks.id(key);
            long interrupted =
                    books.number("SELECT COUNT(*) FROM ledger WHERE error_code = 'interrupted' AND key_id = ?", id);
            long finished = books.number("SELECT COUNT(*) FROM ledger WHERE status = 200 AND key_id = ?", id);
            assertThat(interrupted).isPositive();
            assertThat(finished).isGreaterThanOrEqualTo(answered.size() + 1);
            assertThat(finished + interrupted)
                    .isGreaterThanOrEqualTo(openai.received().size());
            assertThat(books.rows(key)).isEqualTo(finished + interrupted).isLessThanOrEqualTo(sent.get() + 1);
            for (String request : answered) {
                assertThat(books.number("SELECT COUNT(*) FROM ledger WHERE status = 200 AND request_id = ?", request))
                        .isEqualTo(1);
            }
            BigDecimal all =
                    COST.multiply(BigDecimal.valueOf(finished)).add(RESERVED.multiply(BigDecimal.valueOf(interrupted)));
            for (String account : List.of("key/day/" + id, "key/total/" + id)) {
                assertThat(books.spent(account)).isEqualByComparingTo(all);
                assertThat(books.leased(account)).isZero();
            }
        }
    }

    /** Four clients until some have their answers; then it is killed, while others wait for theirs. */
    private void load(GatewayProcess gateway, String key, AtomicInteger sent, Queue<String> answered, int pause)
            throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        int before = answered.size();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread client = new Thread(() -> {
                while (!over.get()) {
                    String id = "call-" + sent.incrementAndGet();
                    try {
                        if (http.send(request(gateway, key, id), HttpResponse.BodyHandlers.ofString())
                                        .statusCode()
                                == 200) {
                            answered.add(id);
                        }
                    } catch (IOException killed) {
                        assertThat(killed).isNotNull();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            });
            client.start();
            clients.add(client);
        }
        while (answered.size() - before < 10) {
            Thread.sleep(5);
        }
        Thread.sleep(pause);
        gateway.kill();
        over.set(true);
        for (Thread client : clients) {
            client.join();
        }
    }
}
