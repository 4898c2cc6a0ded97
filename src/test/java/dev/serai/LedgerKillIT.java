package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.Reply;
import dev.serai.store.TestingPostgres;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
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

/** P5–P7, F34, F35: whatever a client has got to its end is in the ledger, once, however often the gateway is killed. */
class LedgerKillIT {
    private static final List<String> CLIENTS = Collections.nCopies(4, "");

    private static final long INPUT_TOKENS = 10;
    private static final long OUTPUT_TOKENS = 3;
    /** Of gpt-4o: 2.50 and 10 dollars for a million. */
    private static final long COST_NANO_USD = 2_500 * INPUT_TOKENS + 10_000 * OUTPUT_TOKENS;

    @TempDir
    Path folder;

    private final LoadClients clients = LoadClients.ofBoth();

    @Test
    @Timeout(600)
    void threeKills() throws Exception {
        killed(3, "jdbc:sqlite:" + folder.resolve("data/serai.db"));
    }

    @Test
    @Timeout(600)
    void twoKillsBesidePostgreSql() throws Exception {
        killed(2, TestingPostgres.database());
    }

    @Test
    @Tag("load")
    void aHundredKills() throws Exception {
        killed(100, "jdbc:sqlite:" + folder.resolve("data/serai.db"));
    }

    @Test
    @Tag("load")
    void aHundredKillsBesidePostgreSql() throws Exception {
        killed(100, TestingPostgres.database());
    }

    /** F35: of what was under way nobody knows the cost, but that it was. */
    @Test
    void whatWasUnderWayIsInterrupted() throws Exception {
        String url = "jdbc:sqlite:" + folder.resolve("data/serai.db");
        try (FakeOpenAi openai = FakeOpenAi.start()) {
            Reply answer = openai.text("Hello").after(Duration.ofMillis(400));
            openai.enqueue(answer, Reply.silence());
            try (GatewayProcess gateway = start(openai, url)) {
                assertThat(gateway.chat("gpt-4o").statusCode()).isEqualTo(200);
                CompletableFuture<HttpResponse<String>> hanging =
                        CompletableFuture.supplyAsync(() -> gateway.chat("gpt-4o"));
                openai.awaitCalls(2, Duration.ofSeconds(30));
                Thread.sleep(500);
                gateway.kill();
                assertThat(hanging).failsWithin(Duration.ofSeconds(30));
            }
            try (GatewayProcess gateway = start(openai, url)) {
                assertThat(gateway.terminate()).isZero();
            }
        }
        List<Map<String, Object>> rows = new LedgerRows(url).query("SELECT * FROM ledger ORDER BY started_at");
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0)).containsEntry("usage_source", "reported");
        assertThat(rows.get(1))
                .containsEntry("error_code", "interrupted")
                .containsEntry("usage_source", "unknown")
                .containsEntry("cost_nano_usd", null)
                .containsEntry("budget_nano_usd", null);
        assertThat(LedgerRows.number(rows.get(1), "status")).isZero();
    }

    private void killed(int times, String url) throws Exception {
        Random random = new Random();
        LedgerRows ledger = new LedgerRows(url);
        try (FakeOpenAi openai = FakeOpenAi.start()) {
            for (int i = 0; i < times; i++) {
                try (GatewayProcess gateway = start(openai, url)) {
                    clients.during(
                            () -> {
                                clients.awaitAnswers(20);
                                Thread.sleep(random.nextInt(300));
                                gateway.kill();
                            },
                            gateway::address,
                            CLIENTS);
                }
            }
            try (GatewayProcess gateway = start(openai, url)) {
                clients.during(
                        () -> {
                            clients.awaitAnswers(20);
                            // Asked to end, in the midst of it: exits as a JVM that was asked to.
                            assertThat(gateway.terminate()).isZero();
                        },
                        gateway::address,
                        CLIENTS);
            }
            assertBooked(ledger, LoadClients.received(openai));
            assertThat(folder.resolve("data/journal").toFile().list((in, name) -> name.endsWith(".damaged")))
                    .isEmpty();
        }
    }

    private GatewayProcess start(FakeOpenAi openai, String url) {
        Map<String, String> variables = new HashMap<>(openai.environment());
        variables.put("DATABASE_URL", url);
        variables.put("LEDGER_ENABLED", "true");
        variables.put("LEDGER_JOURNAL", folder.resolve("data/journal").toString());
        return GatewayProcess.start(GatewayProcess.classes(), folder, variables).listening();
    }

    /** All that had an answer, each once, and nothing that was not asked. */
    private void assertBooked(LedgerRows ledger, Set<String> received) {
        List<Map<String, Object>> rows = ledger.query("SELECT * FROM ledger");
        assertThat(rows)
                .extracting(row -> row.get("request_id"))
                .doesNotHaveDuplicates()
                .containsAll(clients.answered());
        assertThat(rows)
                .filteredOn(row -> LedgerRows.number(row, "status") == 0)
                .as("were under way")
                .allSatisfy(row -> assertThat(clients.answered()).doesNotContain((String) row.get("request_id")));
        assertThat(rows)
                .filteredOn(row -> LedgerRows.number(row, "status") == 200)
                .allSatisfy(row -> {
                    assertThat(received).contains((String) row.get("request_id"));
                    assertThat(row).containsEntry("usage_source", "reported");
                });
        assertThat(rows)
                .filteredOn(row -> LedgerRows.number(row, "status") == 200)
                .extracting(
                        row -> LedgerRows.number(row, "input_tokens"),
                        row -> LedgerRows.number(row, "output_tokens"),
                        row -> LedgerRows.number(row, "cost_nano_usd"))
                .as("all were asked, and answered, in as many words")
                .containsOnly(tuple(INPUT_TOKENS, OUTPUT_TOKENS, COST_NANO_USD));
        assertThat(rows).allSatisfy(row -> assertThat(row.values())
                .noneSatisfy(value -> assertThat(String.valueOf(value)).contains(LoadClients.PROMPT)));
    }
}
