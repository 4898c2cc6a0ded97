package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The table {@code ledger} as whoever looks into the database sees it. */
final class LedgerRows {
    private static final int MOST_LOOKS = 1500;

    private final String url;

    LedgerRows(String jdbcUrl) {
        this.url = jdbcUrl;
    }

    /** All rows of a request, by the names of their columns. */
    List<Map<String, Object>> of(String requestId) {
        return query("SELECT * FROM ledger WHERE request_id = ?", requestId);
    }

    /** Waits for a request's row, of which there must be one alone: it is stored a moment after the answer. */
    Map<String, Object> await(String requestId) throws InterruptedException {
        for (int looks = 0; looks < MOST_LOOKS; looks++) {
            List<Map<String, Object>> rows = of(requestId);
            if (!rows.isEmpty()) {
                assertThat(rows).as(requestId).hasSize(1);
                return rows.get(0);
            }
            Thread.sleep(20);
        }
        throw new AssertionError("the ledger has no row of " + requestId);
    }

    List<Map<String, Object>> query(String sql, String... parameters) {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            List<Map<String, Object>> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(row(result));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    private static Map<String, Object> row(ResultSet result) throws SQLException {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            row.put(result.getMetaData().getColumnLabel(i), result.getObject(i));
        }
        return row;
    }

    /** A column that counts, whatever the database makes a whole number of. */
    static long number(Map<String, Object> row, String column) {
        return ((Number) row.get(column)).longValue();
    }

    /** Whether a column is true: SQLite has 1 for it. */
    static boolean flag(Map<String, Object> row, String column) {
        Object value = row.get(column);
        return value instanceof Number number ? number.intValue() == 1 : (Boolean) value;
    }
}
