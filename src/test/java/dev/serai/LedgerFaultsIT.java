package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.TcpProxy;
import dev.serai.store.TestingPostgres;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** F29, F36: a disk without room for the journal, and a process that stands still. */
@Timeout(300)
class LedgerFaultsIT {
    @TempDir
    Path folder;

    private final List<String> answered = new ArrayList<>();

    @Test
    @DisplayName(
            "F29 a file that may grow no more stands for a full disk: 503 for as long as it lasts, and no row is lost")
    void aJournalThatCantBeWritten() throws Exception {
        // Blocks of 1,024 bytes; begun anew, a file has room again, as a disk has where somebody makes some.
        List<String> limited = new ArrayList<>(List.of("bash", "-c", "ulimit -f 60; exec \"$@\"", "limited"));
        limited.addAll(GatewayProcess.classes());
        limited.add(limited.size() - 1, "-XX:-UsePerfData");
        fillsUp(limited, folder.resolve("journal"), false);
    }

    @Test
    @Tag("load")
    @DisplayName("F29 a file system of one megabyte, which only root can make")
    void aFullDisk() throws Exception {
        Path small = Files.createDirectory(folder.resolve("small"));
        run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small.toString());
        try {
            fillsUp(GatewayProcess.classes(), small.resolve("journal"), true);
        } finally {
            run("umount", small.toString());
        }
    }

    private void fillsUp(List<String> command, Path journal, boolean staysFull) throws Exception {
        String url = TestingPostgres.database();
        try (FakeOpenAi openai = FakeOpenAi.start();
                TcpProxy proxy = TcpProxy.before(TestingPostgres.port())) {
            Map<String, String> variables = new HashMap<>(openai.environment());
            variables.put("DATABASE_URL", url.replaceFirst("localhost:\\d+", "127.0.0.1:" + proxy.port()));
            variables.put("KEY_PEPPER", "pepper-canary-0123456789-abcdefghijkl");
            variables.put("LEDGER_ENABLED", "true");
            variables.put("LEDGER_JOURNAL", journal.toString());
            variables.put("LOG_LEVEL", "error");
            try (GatewayProcess gateway =
                    GatewayProcess.start(command, folder, variables).listening()) {
                ask(gateway);
                proxy.cut();
                HttpResponse<String> refused = untilRefused(gateway);
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.body()).contains("\"code\":\"overloaded\"");
                if (staysFull) {
                    assertThat(gateway.get("/ready").body()).contains("\"status\":\"full\"");
                    assertThat(gateway.get("/ready").statusCode()).isEqualTo(503);
                    assertThat(gateway.get("/health").statusCode()).isEqualTo(200);
                }
                proxy.restore();
                while (ask(gateway).statusCode() != 200) {
                    Thread.sleep(50);
                }
                gateway.terminate();
                assertThat(gateway.output()).contains("can't be written");
            }
            List<Object> booked = new LedgerRows(url)
                    .query("SELECT request_id FROM ledger WHERE status = 200").stream()
                            .map(row -> row.get("request_id"))
                            .toList();
            assertThat(booked).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(answered);
        }
    }

    private HttpResponse<String> untilRefused(GatewayProcess gateway) {
        HttpResponse<String> answer = ask(gateway);
        for (int asked = 0; asked < 5000 && answer.statusCode() == 200; asked++) {
            answer = ask(gateway);
        }
        return answer;
    }

    private HttpResponse<String> ask(GatewayProcess gateway) {
        HttpResponse<String> answer = gateway.chat("gpt-4o");
        if (answer.statusCode() == 200) {
            answered.add(answer.headers().firstValue("x-request-id").orElseThrow());
        }
        return answer;
    }

    @Test
    @DisplayName("F36 a process that stood still for 3 s goes on: no breaker has opened, books and budgets are right")
    void aProcessThatStandsStill() throws Exception {
        standsStill(3);
    }

    @Test
    @Tag("load")
    @DisplayName("F36 the same for 20 s")
    void aProcessThatStandsStillForLong() throws Exception {
        standsStill(20);
    }

    private void standsStill(int seconds) throws Exception {
        try (FakeOpenAi openai = FakeOpenAi.start()) {
            Map<String, String> variables = new HashMap<>(openai.environment());
            variables.put("AUTH_ENABLED", "true");
            variables.put("HOST", "127.0.0.1");
            variables.put("KEY_PEPPER", "pepper-canary-0123456789-abcdefghijkl");
            variables.put("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
            BudgetBooks books = new BudgetBooks(variables);
            String key = books.key("--budget=1000/day");
            LoadClients clients = LoadClients.ofStreams();
            openai.when(LoadClients.PROMPT, openai.stream("a ", "b ", "c ").paced(Duration.ofMillis(200)));
            try (GatewayProcess gateway = GatewayProcess.start(GatewayProcess.classes(), folder, variables)
                    .listening()) {
                clients.during(
                        () -> {
                            openai.awaitCalls(4, Duration.ofSeconds(60));
                            gateway.signal("STOP");
                            Thread.sleep(seconds * 1_000L);
                            gateway.signal("CONT");
                            clients.awaitAnswers(20);
                        },
                        gateway::address,
                        Collections.nCopies(4, key));
                assertThat(gateway.get("/ready").statusCode()).isEqualTo(200);
                gateway.terminate();
                assertThat(gateway.output()).doesNotContain("taken this one for dead");
            }
            assertThat(clients.refused()).isEmpty();
            assertThat(clients.answered()).hasSize(clients.sent());
            assertThat(new LedgerRows(variables.get("DATABASE_URL")).query("SELECT request_id FROM ledger"))
                    .extracting(row -> row.get("request_id"))
                    .containsExactlyInAnyOrderElementsOf(clients.answered());
            String account = "key/day/" + BudgetBooks.id(key);
            assertThat(books.spent(account)).isPositive().isEqualByComparingTo(books.cost(key));
            assertThat(books.leased(account)).isZero();
        }
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
