package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.auth.ApiKeyText;
import dev.serai.config.Settings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Keys with budgets, made as an operator makes them, and what the store says of their money. */
final class BudgetBooks {
    private static final long LONGEST_NANOS = 30_000_000_000L;

    private final Map<String, String> variables;

    BudgetBooks(Map<String, String> variables) {
        this.variables = variables;
    }

    /** A new key's text. */
    String key(String... options) {
        List<String> words = new ArrayList<>(List.of("create", "--name", "alice"));
        words.addAll(Arrays.asList(options));
        return keys(words.toArray(String[]::new));
    }

    String keys(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
        int code = new KeysCommand(Settings.only(variables), Clock.systemUTC(), lines, lines).run(List.of(words));
        assertThat(code).as(out.toString(StandardCharsets.UTF_8)).isZero();
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(ApiKeyText.PREFIX))
                .findFirst()
                .orElse("");
    }

    void team(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
        int code = new TeamsCommand(Settings.only(variables), Clock.systemUTC(), lines, lines).run(List.of(words));
        assertThat(code).as(out.toString(StandardCharsets.UTF_8)).isZero();
    }

    static String id(String key) {
        return ApiKeyText.of(key).id();
    }

    /** What the store has of an account as spent, in dollars. */
    BigDecimal spent(String account) {
        return BigDecimal.valueOf(
                number("SELECT COALESCE(SUM(spent_nano_usd), 0) FROM budget_spending WHERE account = ?", account), 9);
    }

    BigDecimal leased(String account) {
        return BigDecimal.valueOf(
                number("SELECT COALESCE(SUM(leased_nano_usd), 0) FROM budget_spending WHERE account = ?", account), 9);
    }

    /** What a key's requests took of its budgets, by the ledger, in dollars. */
    BigDecimal taken(String key) {
        return BigDecimal.valueOf(
                number("SELECT COALESCE(SUM(budget_nano_usd), 0) FROM ledger WHERE key_id = ?", id(key)), 9);
    }

    /** What a key's requests cost, by the ledger, in dollars. */
    BigDecimal cost(String key) {
        return BigDecimal.valueOf(
                number("SELECT COALESCE(SUM(cost_nano_usd), 0) FROM ledger WHERE key_id = ?", id(key)), 9);
    }

    /** Rows of a key's requests. */
    long rows(String key) {
        return number("SELECT COUNT(*) FROM ledger WHERE key_id = ?", id(key));
    }

    /** Waits for the ledger to have as many rows of a key. */
    void awaitRows(String key, long rows) {
        long end = System.nanoTime() + LONGEST_NANOS;
        while (rows(key) < rows && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(rows(key)).isEqualTo(rows);
    }

    long number(String sql, String value) {
        try (Connection connection = DriverManager.getConnection(variables.get("DATABASE_URL"));
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, value);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
