package dev.serai.store;

import dev.serai.config.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the store is: {@code DATABASE_URL}, or the file {@code data/serai.db} of the working folder. Immutable.
 *
 * @param url of JDBC; it may hold a password, and so is never shown
 * @param file of SQLite; null is PostgreSQL
 */
public record StoreAddress(String url, @Nullable Path file) {
    /** The value of {@code DATABASE_URL} that wants no store at all. */
    public static final String NONE = "none";

    private static final String VARIABLE = "DATABASE_URL";
    private static final String SQLITE = "jdbc:sqlite:";
    private static final String POSTGRESQL = "jdbc:postgresql://HOST:PORT/DATABASE?user=…&password=…";
    private static final String REWRITTEN = "rewritebatchedinserts=true";
    private static final String DEFAULT = SQLITE + "data/serai.db";

    /** Null where no store is wanted, or none that can be had: then the settings have the problem. */
    public static @Nullable StoreAddress of(Settings settings) {
        String url = settings.text(VARIABLE, DEFAULT);
        if (url.equals(NONE)) {
            return null;
        }
        if (url.startsWith(PostgresqlUrl.SCHEME)) {
            String fault = PostgresqlUrl.fault(url, POSTGRESQL);
            if (fault != null) {
                settings.problem(VARIABLE, fault, Set.of());
                return null;
            }
            if (url.toLowerCase(Locale.ROOT).contains(REWRITTEN)) {
                settings.problem(
                        VARIABLE,
                        "has reWriteBatchedInserts: then PostgreSQL's driver does not say which rows were new, and they are what"
                                + " budgets are settled by; leave it out",
                        Set.of());
                return null;
            }
            return new StoreAddress(url, null);
        }
        if (url.startsWith(SQLITE)) {
            String name = url.substring(SQLITE.length());
            int query = name.indexOf('?');
            Path file = path(query < 0 ? name : name.substring(0, query));
            if (file != null) {
                return new StoreAddress(url, file);
            }
        }
        // Without the value: it may hold a password.
        settings.problem(VARIABLE, "is none of jdbc:sqlite:FILE, " + POSTGRESQL + ", and none", Set.of());
        return null;
    }

    public static StoreAddress ofFile(Path file) {
        return new StoreAddress(SQLITE + file, file);
    }

    /** A database in memory is one for each connection, and of no use to anybody. */
    private static @Nullable Path path(String name) {
        if (name.isEmpty() || name.startsWith(":") || name.startsWith("file:")) {
            return null;
        }
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** The kind of store, which is all that may be told. */
    @Override
    public String toString() {
        return file == null ? "PostgreSQL" : "SQLite in " + file;
    }
}
