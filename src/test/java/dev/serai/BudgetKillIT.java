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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
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
    /** A third of the bytes in, 1,000 out. */
    private static final BigDecimal RESERVED = BigDecimal.valueOf(1_000L * 10 * 1_000)
            .add(BigDecimal.valueOf((LoadClients.body("call-000000", false).length() + 2) / 3 * 2_500L))
            .movePointLeft(9);
    /** For fourteen calls. */
    private static final BigDecimal SMALL = new BigDecimal("0.15");

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
                .POST(HttpRequest.BodyPublishers.ofString(LoadClients.body(id, false)))
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
        killed(2, "jdbc:sqlite:" + folder.resolve("serai.db"));
    }

    @Test
    void besidePostgreSqlToo() throws Exception {
        killed(2, TestingPostgres.database());
    }

    @Test
    @Tag("load")
    @Timeout(7200)
    void aHundredKills() throws Exception {
        killed(100, "jdbc:sqlite:" + folder.resolve("serai.db"));
    }

    @Test
    @Tag("load")
    @Timeout(7200)
    void aHundredKillsBesidePostgreSql() throws Exception {
        killed(100, TestingPostgres.database());
    }

    /** Two clients have a budget that is never spent, two one that soon is. */
    private void killed(int times, String url) throws Exception {
        try (FakeOpenAi openai = FakeOpenAi.start()) {
            openai.always(Reply.json(200, ANSWER).after(Duration.ofMillis(60)));
            Map<String, String> variables = variables(openai, url);
            variables.put("LEDGER_JOURNAL", folder.resolve("journal").toString());
            BudgetBooks books = new BudgetBooks(variables);
            LedgerRows ledger = new LedgerRows(url);
            LoadClients clients = LoadClients.ofAnswers();
            Random random = new Random();
            String rich = books.key("--budget=1000/day", "--budget=1000/total");
            List<String> poor = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                String soonSpent = books.key("--budget=" + SMALL + "/total");
                poor.add(soonSpent);
                try (GatewayProcess gateway = start("alone", variables).listening()) {
                    awaitBooks();
                    assertBooked(ledger, openai, clients);
                    assertSpent(books, rich, poor);
                    clients.during(
                            () -> {
                                clients.awaitAnswers(10);
                                Thread.sleep(random.nextInt(400));
                                gateway.kill();
                            },
                            gateway::address,
                            List.of(rich, rich, soonSpent, soonSpent));
                }
            }
            try (GatewayProcess last = start("alone", variables).listening()) {
                assertThat(http.send(request(last, rich, "call-000000"), HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200);
                last.terminate();
            }
            assertBooked(ledger, openai, clients);
            assertSpent(books, rich, poor);
            assertThat(books.leased("key/day/" + BudgetBooks.id(rich))).isZero();
            assertThat(books.number("SELECT COUNT(*) FROM ledger WHERE error_code = ?", "interrupted"))
                    .isPositive();
            assertThat(clients.refused())
                    .allSatisfy(answer -> assertThat(answer.statusCode()).isIn(429, 503));
        }
    }

    /** Until what the last process has left is stored, with what it had begun. */
    private void awaitBooks() throws InterruptedException {
        while (Arrays.stream(folder.resolve("journal").toFile().listFiles((in, name) -> name.endsWith(".journal")))
                .anyMatch(segment -> segment.length() > 0)) {
            Thread.sleep(20);
        }
    }

    /** What has come to the provider has a row; what was answered has one that says so; and none has two. */
    private static void assertBooked(LedgerRows ledger, FakeOpenAi openai, LoadClients clients) {
        Set<String> received = LoadClients.received(openai);
        assertThat(ids(ledger, "")).doesNotHaveDuplicates().containsAll(received);
        assertThat(ids(ledger, " WHERE status = 200"))
                .containsAll(clients.answered())
                .isSubsetOf(received);
    }

    private static List<Object> ids(LedgerRows ledger, String which) {
        return ledger.query("SELECT request_id FROM ledger" + which).stream()
                .map(row -> row.get("request_id"))
                .toList();
    }

    /** What the provider has answered, and what was reserved where nobody knows whether it has: that, and no more than there is. */
    private static void assertSpent(BudgetBooks books, String rich, List<String> poor) {
        BigDecimal all = spent(books, rich);
        assertThat(books.spent("key/day/" + BudgetBooks.id(rich))).isEqualByComparingTo(all);
        assertThat(books.spent("key/total/" + BudgetBooks.id(rich))).isEqualByComparingTo(all);
        for (String key : poor) {
            assertThat(books.spent("key/total/" + BudgetBooks.id(key)))
                    .isEqualByComparingTo(spent(books, key))
                    .isLessThanOrEqualTo(SMALL);
        }
    }

    private static BigDecimal spent(BudgetBooks books, String key) {
        String id = BudgetBooks.id(key);
        long finished = books.number("SELECT COUNT(*) FROM ledger WHERE status = 200 AND key_id = ?", id);
        long interrupted =
                books.number("SELECT COUNT(*) FROM ledger WHERE error_code = 'interrupted' AND key_id = ?", id);
        return COST.multiply(BigDecimal.valueOf(finished)).add(RESERVED.multiply(BigDecimal.valueOf(interrupted)));
    }
}
