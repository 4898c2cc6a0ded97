package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.FreePorts;
import dev.serai.fakes.TcpProxy;
import dev.serai.store.TestingPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** P8, F27, F28: a PostgreSQL that is killed under load, again and again, and one that answers nobody. */
class DatabaseKillTest {
    @TempDir
    Path folder;

    private final LoadClients clients = LoadClients.ofBoth();

    @Test
    @Timeout(240)
    @DisplayName(
            "F27 a database that is killed under load: known keys go on, unknown ones get 503, nothing counts twice")
    void isKilledUnderLoad() throws Exception {
        killed(2, 30);
    }

    @Test
    @Tag("load")
    @DisplayName("F27 the same twenty times")
    void isKilledTwentyTimes() throws Exception {
        killed(20, 200);
    }

    /** Of three clients one has no budget, two have one that is not spent. */
    private void killed(int times, int answersMeanwhile) throws Exception {
        int port = FreePorts.next();
        EmbeddedPostgres database = database(port);
        try (FakeOpenAi openai = FakeOpenAi.start()) {
            String url = database.getJdbcUrl("postgres", "postgres");
            Map<String, String> variables = variables(openai, url);
            BudgetBooks books = new BudgetBooks(variables);
            String free = books.key();
            String rich = books.key("--budget=1000/day", "--budget=1000/total");
            try (RunningGateway gateway = RunningGateway.start(variables)) {
                for (int i = 0; i < times; i++) {
                    String stranger = books.key();
                    EmbeddedPostgres running = database;
                    clients.during(
                            () -> {
                                clients.awaitAnswers(20);
                                awaitLease(books, rich);
                                kill();
                                HttpResponse<String> refused = chat(gateway, stranger);
                                assertThat(refused.statusCode())
                                        .as(refused.body())
                                        .isEqualTo(503);
                                assertThat(refused.body()).contains("\"code\":\"auth_unavailable\"");
                                clients.awaitAnswers(answersMeanwhile);
                                running.close();
                            },
                            path -> URI.create(gateway.baseUrl() + path),
                            List.of(free, rich, rich));
                    database = database(port);
                    await(gateway, stranger);
                }
                assertThat(clients.refused()).isEmpty();
                // A gateway that ends at once leaves on the disk what the database was away for.
                awaitBooked(new LedgerRows(url));
            }
            assertBooked(new LedgerRows(url), LoadClients.received(openai));
            BigDecimal cost = books.cost(rich);
            assertThat(cost).isPositive().isEqualByComparingTo(books.taken(rich));
            for (String account : List.of("key/day/", "key/total/")) {
                assertThat(books.spent(account + BudgetBooks.id(rich))).isEqualByComparingTo(cost);
                assertThat(books.leased(account + BudgetBooks.id(rich))).isZero();
            }
        } finally {
            database.close();
        }
    }

    /** A busy key has more than the next moments take. */
    private static void awaitLease(BudgetBooks books, String key) throws InterruptedException {
        while (books.leased("key/day/" + BudgetBooks.id(key)).compareTo(new BigDecimal("0.5")) < 0) {
            Thread.sleep(20);
        }
    }

    private void awaitBooked(LedgerRows ledger) throws InterruptedException {
        while (!new HashSet<>(booked(ledger)).containsAll(clients.answered())) {
            Thread.sleep(100);
        }
    }

    private static List<Object> booked(LedgerRows ledger) {
        return ledger.query("SELECT request_id FROM ledger WHERE request_id LIKE 'call-%'").stream()
                .map(row -> row.get("request_id"))
                .toList();
    }

    private void assertBooked(LedgerRows ledger, Set<String> received) {
        assertThat(booked(ledger))
                .doesNotHaveDuplicates()
                .containsAll(clients.answered())
                .containsExactlyInAnyOrderElementsOf(received);
    }

    @Test
    @Timeout(120)
    @DisplayName("F28 a database that answers nobody keeps no known key waiting, and has few connections to bear")
    void answersNobody() throws Exception {
        String url = TestingPostgres.database();
        try (FakeOpenAi openai = FakeOpenAi.start();
                TcpProxy proxy = TcpProxy.before(TestingPostgres.port())) {
            Map<String, String> direct = variables(openai, url);
            Map<String, String> proxied =
                    variables(openai, url.replaceFirst("localhost:\\d+", "127.0.0.1:" + proxy.port()));
            BudgetBooks books = new BudgetBooks(direct);
            String known = books.key();
            List<String> strangers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                strangers.add(books.key());
            }
            LedgerRows ledger = new LedgerRows(url);
            try (RunningGateway gateway = RunningGateway.start(proxied)) {
                await(gateway, known);
                proxy.hold();
                clients.during(
                        () -> {
                            clients.awaitAnswers(100);
                            for (String stranger : strangers) {
                                HttpResponse<String> refused = chat(gateway, stranger);
                                assertThat(refused.statusCode())
                                        .as(refused.body())
                                        .isEqualTo(503);
                                assertThat(refused.body()).contains("\"code\":\"auth_unavailable\"");
                            }
                            assertThat(connections(ledger)).isLessThanOrEqualTo(20);
                        },
                        path -> URI.create(gateway.baseUrl() + path),
                        List.of(known, known));
                proxy.release();
                await(gateway, strangers.get(0));
                assertThat(clients.refused()).isEmpty();
            }
            assertBooked(ledger, LoadClients.received(openai));
        }
    }

    private static long connections(LedgerRows database) {
        return LedgerRows.number(
                database.query("SELECT COUNT(*) AS many FROM pg_stat_activity WHERE application_name = 'serai'"
                                + " AND datname = current_database()")
                        .get(0),
                "many");
    }

    private static void await(RunningGateway gateway, String key) throws InterruptedException {
        while (chat(gateway, key).statusCode() != 200) {
            Thread.sleep(50);
        }
    }

    private static HttpResponse<String> chat(RunningGateway gateway, String key) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/chat/completions"))
                .header("content-type", "application/json")
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString(
                        "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"))
                .build());
    }

    /** One that keeps what it has said that it keeps, which the tests' usual one does not. */
    private EmbeddedPostgres database(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("fsync", "on")
                .setDataDirectory(folder.resolve("postgresql"))
                .setCleanDataDirectory(false)
                .start();
    }

    /** An immediate stop: it ends at once, in the midst of what it does, and recovers at its next start. */
    private void kill() throws Exception {
        String process =
                Files.readAllLines(folder.resolve("postgresql/postmaster.pid")).get(0);
        ProcessHandle server = ProcessHandle.of(Long.parseLong(process)).orElseThrow();
        assertThat(new ProcessBuilder("kill", "-QUIT", process).start().waitFor())
                .isZero();
        server.onExit().get();
    }

    private Map<String, String> variables(FakeOpenAi openai, String url) {
        Map<String, String> variables = new HashMap<>(openai.environment());
        variables.put("AUTH_ENABLED", "true");
        variables.put("HOST", "127.0.0.1");
        variables.put("DATABASE_URL", url + (url.contains("?") ? "&" : "?") + "password=a-password-canary-0123456789");
        variables.put("KEY_PEPPER", "pepper-canary-0123456789-abcdefghijkl");
        variables.put("LEDGER_JOURNAL", folder.resolve("journal").toString());
        variables.put("AUDIT_ENABLED", "false");
        return variables;
    }
}
