package dev.serai.budgets;

import static dev.serai.budgets.Replica.DOLLAR;
import static dev.serai.budgets.Replica.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.MovableClock;
import dev.serai.allowances.Budget;
import dev.serai.allowances.Budget.Period;
import dev.serai.auth.Caller;
import dev.serai.budgets.Alerts.Alert;
import dev.serai.config.Settings;
import dev.serai.errors.GatewayException;
import dev.serai.fakes.AnyServer;
import dev.serai.fakes.EndlessAnswer;
import dev.serai.fakes.ReceivedCall;
import dev.serai.fakes.Reply;
import dev.serai.store.TestingPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is told that a budget has reached a threshold: once for each period, whatever fails on the way. */
@Timeout(60)
class AlertsTest {
    private static final String SECRET = "webhook-secret-canary-0123456789-abcdef";
    private static final Budget BUDGET = new Budget(Period.DAY, 10 * DOLLAR, 8 * DOLLAR, "gpt-*");

    @TempDir
    Path folder;

    @Test
    void aThresholdIsToldOnceAPeriodUntilItIsTaken() throws Exception {
        String url = TestingPostgres.database();
        MovableClock clock = new MovableClock(Instant.parse("2026-11-26T14:00:00Z"));
        Caller caller = key("a", BUDGET);
        try (AnyServer server = AnyServer.start();
                Replica one = new Replica(url, folder.resolve("one"), clock);
                Replica other = new Replica(url, folder.resolve("other"), clock)) {
            List<AlertSender> senders = List.of(sender(one, server, clock), sender(other, server, clock));
            server.enqueue(Reply.empty(500), Reply.empty(302).header("location", "http://127.0.0.1:9/"), Reply.reset());
            server.always(Reply.empty(204));
            one.end(one.begin(caller, 7 * DOLLAR), 7 * DOLLAR);
            await(() -> one.spent("key/day/a/gpt-*") == 7 * DOLLAR);
            senders.forEach(AlertSender::send);
            assertThat(server.received()).isEmpty();

            one.end(one.begin(caller, DOLLAR), DOLLAR);
            one.end(one.begin(caller, DOLLAR / 2), DOLLAR / 2);
            await(() -> one.spent("key/day/a/gpt-*") == 8 * DOLLAR + DOLLAR / 2);
            for (int i = 0; i < 12; i++) {
                senders.forEach(AlertSender::send);
                clock.forward(Duration.ofMinutes(10));
            }
            assertThat(server.received())
                    .as("three that failed, and one that did not")
                    .hasSize(4);
            JsonNode told = server.last().json();
            assertThat(told.path("event").asText()).isEqualTo("budget.soft_limit_reached");
            assertThat(told.path("scope").asText()).isEqualTo("key");
            assertThat(told.path("owner").asText()).isEqualTo("a");
            assertThat(told.path("model").asText()).isEqualTo("gpt-*");
            assertThat(told.path("period_start").asText()).isEqualTo("2026-11-26T00:00:00Z");
            assertThat(told.path("threshold_usd").asText()).isEqualTo("8.00");
            assertThat(told.path("limit_usd").asText()).isEqualTo("10.00");
            assertThat(told.path("spent_usd").asText()).isIn("8.00", "8.50");
            for (ReceivedCall call : server.received()) {
                assertThat(call.json().path("id")).isEqualTo(told.path("id"));
                assertThat(call.header("x-serai-signature")).isEqualTo("sha256=" + signature(call.body()));
                assertThat(call.contains(SECRET)).isFalse();
            }

            one.end(one.begin(caller, DOLLAR), DOLLAR);
            await(() -> one.spent("key/day/a/gpt-*") == 9 * DOLLAR + DOLLAR / 2);
            refused(other, caller);
            refused(other, caller);
            senders.forEach(AlertSender::send);
            assertThat(server.received()).hasSize(5);
            assertThat(server.last().json().path("event").asText()).isEqualTo("budget.limit_reached");

            clock.forward(Duration.ofDays(1));
            one.end(one.begin(caller, 8 * DOLLAR), 8 * DOLLAR);
            await(() -> one.spent("key/day/a/gpt-*") == 17 * DOLLAR + DOLLAR / 2);
            senders.forEach(AlertSender::send);
            assertThat(server.received()).as("a new day").hasSize(6);
            assertThat(server.last().json().path("id")).isNotEqualTo(told.path("id"));
            senders.forEach(AlertSender::close);
        }
    }

    @Test
    void whoNeverAnswersIsGivenUp() throws Exception {
        MovableClock clock = new MovableClock();
        try (AnyServer server = AnyServer.start();
                Replica replica = new Replica("jdbc:sqlite:" + folder.resolve("serai.db"), folder, clock);
                AlertSender sender = sender(replica, server, clock)) {
            server.always(Reply.empty(503));
            replica.end(replica.begin(key("a", BUDGET), 8 * DOLLAR), 8 * DOLLAR);
            await(() -> replica.spent("key/day/a/gpt-*") == 8 * DOLLAR);
            for (int i = 0; i < 2 * AlertSender.MOST_ATTEMPTS; i++) {
                sender.send();
                clock.forward(Duration.ofMinutes(31));
            }
            assertThat(server.received()).hasSize(AlertSender.MOST_ATTEMPTS);
            List<String> states = replica.store.read(
                    statements -> statements.query("SELECT state FROM budget_alerts", row -> row.getString(1)));
            assertThat(states).containsExactly("failed");
        }
    }

    @Test
    void anAnswerThatNeverEndsIsNone() throws Exception {
        try (EndlessAnswer endless = EndlessAnswer.start()) {
            Alert alert = new Alert(new Fund.Key("key/day/a", 0), DOLLAR, 2 * DOLLAR, DOLLAR, 0, 0);
            assertThatThrownBy(() -> new Webhook(endless.address(), SECRET, Duration.ofMillis(500)).tell(alert))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no whole answer");
            endless.awaitLeft();
        }
    }

    @Test
    void onlyTheConfigurationSaysWhoIsTold() {
        Settings settings = Settings.only(Map.of(
                "BUDGET_WEBHOOK_URL",
                "https://user:token-canary@hooks.example.com/",
                "BUDGET_WEBHOOK_SECRET",
                "short"));
        assertThat(BudgetSettings.of(settings).webhook()).isNull();
        assertThat(settings.problems().toString())
                .contains("BUDGET_WEBHOOK_URL", "without a user or a password")
                .contains("BUDGET_WEBHOOK_SECRET", "fewer than 32 characters")
                .doesNotContain("token-canary");
        Settings guessed = Settings.only(Map.of(
                "BUDGET_WEBHOOK_URL",
                "https://hooks.example.com/",
                "BUDGET_WEBHOOK_SECRET",
                "webhook-secret-please-change-me-0123"));
        BudgetSettings.of(guessed);
        assertThat(guessed.problems()).singleElement().asString().contains("BUDGET_WEBHOOK_SECRET", "can be guessed");
        Settings file = Settings.only(Map.of("BUDGET_WEBHOOK_URL", "file:///etc/passwd"));
        BudgetSettings.of(file);
        assertThat(file.problems()).hasSize(1);
        Settings good = Settings.only(Map.of("BUDGET_WEBHOOK_URL", "https://hooks.example.com/serai"));
        assertThat(BudgetSettings.of(good).webhook()).isEqualTo(URI.create("https://hooks.example.com/serai"));
        assertThat(good.problems()).isEmpty();
    }

    private static AlertSender sender(Replica replica, AnyServer server, MovableClock clock) {
        return new AlertSender(replica.store, clock, new Webhook(server.origin().resolve("/hook"), SECRET));
    }

    private static void refused(Replica replica, Caller caller) throws InterruptedException {
        while (true) {
            try {
                replica.budgets.reserve(caller, "gpt-4o", DOLLAR);
            } catch (GatewayException e) {
                assertThat(e.error().status()).isEqualTo(429);
                if (e.error().hopeless()) {
                    return;
                }
            }
            Thread.sleep(20);
        }
    }

    private static String signature(byte[] body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body));
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws Exception {
        while (!condition.holds()) {
            Thread.sleep(20);
        }
    }
}
