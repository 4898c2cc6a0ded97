package dev.serai.store;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Copies all rows of a store into another that has none, whatever the two databases are: everything that is there at one moment,
 * or nothing. Nobody writes to an SQLite file meanwhile. Stateless.
 */
public final class StoreCopy {
    /** Tables that a new schema has one row in. */
    private static final Set<String> OF_ONE_ROW = Set.of("key_version", "audit_head");

    private static final Set<String> OF_THE_SCHEMA = Set.of("schema_history");
    private static final int BATCH = 500;

    private StoreCopy() {}

    /**
     * Copies them.
     *
     * @return how many rows each table has given, in the order of copying
     * @throws StoreException if one of the stores can't be had, or the second has rows; then that is as it was
     */
    public static Map<String, Long> copy(Store from, Store to) {
        from.prepareToTheEnd();
        to.prepareToTheEnd();
        try (Connection source = from.connection();
                Connection target = to.connection()) {
            if (from.address().file() == null) {
                // All tables as they are at one moment; what SQLite reads is so by itself.
                source.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            }
            source.setAutoCommit(false);
            target.setAutoCommit(false);
            try {
                Map<String, Long> copied = copy(source, target);
                target.commit();
                return copied;
            } finally {
                target.rollback();
                source.rollback();
            }
        } catch (SQLException e) {
            throw new StoreException("The store can't be copied", e);
        }
    }

    private static Map<String, Long> copy(Connection source, Connection target) throws SQLException {
        List<String> tables = tables(source);
        refuseRows(target, tables);
        Map<String, Long> copied = new LinkedHashMap<>();
        for (String table : tables) {
            copied.put(table, copy(source, target, table));
        }
        return copied;
    }

    private static void refuseRows(Connection target, List<String> tables) throws SQLException {
        for (String table : tables) {
            if (!OF_ONE_ROW.contains(table) && hasRows(target, table)) {
                throw new StoreException(
                        "The store that is to be copied to is not empty: it has rows in " + table, null);
            }
        }
    }

    private static boolean hasRows(Connection target, String table) throws SQLException {
        try (PreparedStatement statement = target.prepareStatement("SELECT 1 FROM " + table + " LIMIT 1");
                ResultSet rows = statement.executeQuery()) {
            return rows.next();
        }
    }

    /** A table comes behind those that it refers to. */
    private static List<String> tables(Connection connection) throws SQLException {
        DatabaseMetaData about = connection.getMetaData();
        Map<String, Set<String>> refersTo = new LinkedHashMap<>();
        try (ResultSet tables =
                about.getTables(connection.getCatalog(), connection.getSchema(), "%", new String[] {"TABLE"})) {
            while (tables.next()) {
                String name = tables.getString("table_name").toLowerCase(Locale.ROOT);
                if (!OF_THE_SCHEMA.contains(name) && !name.startsWith("sqlite_")) {
                    refersTo.put(name, new LinkedHashSet<>());
                }
            }
        }
        for (Map.Entry<String, Set<String>> table : refersTo.entrySet()) {
            try (ResultSet keys =
                    about.getImportedKeys(connection.getCatalog(), connection.getSchema(), table.getKey())) {
                while (keys.next()) {
                    table.getValue().add(keys.getString("pktable_name").toLowerCase(Locale.ROOT));
                }
            }
        }
        Set<String> ordered = new LinkedHashSet<>();
        refersTo.keySet().forEach(table -> add(table, refersTo, ordered));
        return List.copyOf(ordered);
    }

    private static void add(String table, Map<String, Set<String>> refersTo, Set<String> ordered) {
        for (String other : refersTo.get(table)) {
            if (!other.equals(table) && !ordered.contains(other)) {
                add(other, refersTo, ordered);
            }
        }
        ordered.add(table);
    }

    private static long copy(Connection source, Connection target, String table) throws SQLException {
        try (PreparedStatement reading = source.prepareStatement("SELECT * FROM " + table)) {
            reading.setFetchSize(BATCH);
            try (ResultSet rows = reading.executeQuery()) {
                List<String> columns = columns(rows.getMetaData());
                int[] types = types(target, table, columns);
                try (PreparedStatement writing = target.prepareStatement(writing(table, columns))) {
                    return write(rows, types, writing);
                }
            }
        }
    }

    private static long write(ResultSet rows, int[] types, PreparedStatement writing) throws SQLException {
        long count = 0;
        while (rows.next()) {
            for (int i = 0; i < types.length; i++) {
                writing.setObject(i + 1, value(rows.getObject(i + 1), types[i]), types[i]);
            }
            writing.addBatch();
            count++;
            if (count % BATCH == 0) {
                writing.executeBatch();
            }
        }
        writing.executeBatch();
        return count;
    }

    /** SQLite has numbers for what is true and false. */
    private static @Nullable Object value(@Nullable Object value, int type) {
        boolean truth = type == Types.BOOLEAN || type == Types.BIT;
        return truth && value instanceof Number number ? (Object) (number.intValue() != 0) : value;
    }

    private static List<String> columns(ResultSetMetaData about) throws SQLException {
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= about.getColumnCount(); i++) {
            columns.add(about.getColumnName(i));
        }
        return columns;
    }

    private static int[] types(Connection target, String table, List<String> columns) throws SQLException {
        String sql = "SELECT " + String.join(", ", columns) + " FROM " + table + " WHERE 1 = 0";
        try (PreparedStatement statement = target.prepareStatement(sql);
                ResultSet none = statement.executeQuery()) {
            int[] types = new int[columns.size()];
            for (int i = 0; i < types.length; i++) {
                types[i] = none.getMetaData().getColumnType(i + 1);
            }
            return types;
        }
    }

    private static String writing(String table, List<String> columns) {
        return OF_ONE_ROW.contains(table)
                ? "UPDATE " + table + " SET "
                        + columns.stream().map(column -> column + " = ?").collect(Collectors.joining(", "))
                : "INSERT INTO " + table + " (" + String.join(", ", columns) + ") VALUES ("
                        + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
    }
}
