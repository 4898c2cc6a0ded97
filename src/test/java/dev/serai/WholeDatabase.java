package dev.serai;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All that a store holds as one text, to look for in it what must not be there. */
final class WholeDatabase {
    private WholeDatabase() {}

    /** Each value of each table, a table after its name; bytes as the characters that they may be. */
    static String of(String url) {
        try (Connection connection = DriverManager.getConnection(url)) {
            StringBuilder all = new StringBuilder();
            for (String table : tables(connection)) {
                all.append("table ").append(table).append('\n');
                try (Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
                    append(rows, all);
                }
            }
            return all.toString();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> tables(Connection connection) throws SQLException {
        String schema = connection.getMetaData().getDatabaseProductName().equals("PostgreSQL") ? "public" : null;
        List<String> tables = new ArrayList<>();
        try (ResultSet names = connection.getMetaData().getTables(null, schema, "%", new String[] {"TABLE"})) {
            while (names.next()) {
                tables.add(names.getString("TABLE_NAME"));
            }
        }
        return tables;
    }

    private static void append(ResultSet rows, StringBuilder all) throws SQLException {
        while (rows.next()) {
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                Object value = rows.getObject(i);
                all.append(value instanceof byte[] bytes ? new String(bytes, StandardCharsets.ISO_8859_1) : value)
                        .append('\t');
            }
            all.append('\n');
        }
    }

    /** The bytes of all files of a folder and those below it, as the characters that they may be. */
    static String filesIn(Path folder) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }
}
