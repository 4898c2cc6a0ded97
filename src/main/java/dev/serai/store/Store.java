package dev.serai.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.serai.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The database: a pool of connections and a schema that brings itself up to date. Opening it asks nothing of the database, so
 * that a gateway starts while PostgreSQL is away; {@link #prepare} does. Every wait is bounded. Thread-safe.
 */
public final class Store implements AutoCloseable {
    private static final int CONNECTIONS = 6;
    private static final long CONNECTION_MILLIS = 1_000;
    private static final int STATEMENT_SECONDS = 3;
    private static final FileAttribute<?> OWNER_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final StoreAddress address;
    private final HikariDataSource connections;
    private final int statementSeconds;
    private final Schema schema;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Does something with a connection. */
    @FunctionalInterface
    public interface Work<T> {
        T with(Statements statements) throws SQLException;
    }

    private Store(StoreAddress address, int connections, int idle, int statementSeconds) {
        this.address = address;
        this.statementSeconds = statementSeconds;
        this.connections = pool(settings(address, connections, idle, statementSeconds));
        this.schema = Schema.openedBy(address);
    }

    /**
     * Makes the pool, and the file with its folder where it is one.
     *
     * @throws UncheckedIOException if the file can't be made
     * @throws StoreException if the driver does not take the address
     */
    public static Store open(StoreAddress address) {
        return open(address, CONNECTIONS, 1, STATEMENT_SECONDS);
    }

    /**
     * The same for a part of a gateway, with as many connections as the settings leave it.
     *
     * @throws UncheckedIOException if the file can't be made
     * @throws StoreException if the driver does not take the address
     */
    public static Store open(StoreAddress address, StorePart part, Settings settings) {
        return open(address, part.connections(settings), part.idle(), part.statementSeconds());
    }

    private static Store open(StoreAddress address, int connections, int idle, int statementSeconds) {
        Path file = address.file();
        if (file != null) {
            create(file);
        }
        return new Store(address, connections, idle, statementSeconds);
    }

    public StoreAddress address() {
        return address;
    }

    /**
     * Brings the schema up to date, unless any store of this process on the same database has. PostgreSQL is waited for as long as
     * for an answer of it; a change that takes longer goes on, and whoever comes again finds it made.
     *
     * @throws StoreException if it can't be brought up to date, or not yet
     */
    public void prepare() {
        prepare(
                address.file() == null
                        ? TimeUnit.SECONDS.toNanos(socketSeconds(statementSeconds))
                        : SchemaAttempt.LONGEST_NANOS);
    }

    /**
     * The same for a command, at the end of which a change under way would be undone: it waits until that is made.
     *
     * @throws StoreException if it can't be brought up to date, or the database does not answer
     */
    public void prepareToTheEnd() {
        prepare(SchemaAttempt.LONGEST_NANOS);
    }

    private void prepare(long nanos) {
        if (!schema.upToDate()) {
            schema.bringUpToDate(connections, nanos);
        }
    }

    /** Whether {@link #prepare} has succeeded. */
    public boolean prepared() {
        return schema.upToDate();
    }

    /** One for a work that takes longer than a statement may; whoever takes it closes it. */
    Connection connection() throws SQLException {
        return connections.getConnection();
    }

    /** Each statement by itself. */
    public <T> T read(Work<T> work) {
        try (Connection connection = connections.getConnection()) {
            return work.with(new Statements(connection, statementSeconds));
        } catch (SQLException e) {
            throw new StoreException("The store can't be read", e);
        }
    }

    /** All statements, or none. */
    public <T> T write(Work<T> work) {
        try (Connection connection = connections.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.with(new Statements(connection, statementSeconds));
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            throw new StoreException("The store can't be written", e);
        }
    }

    /** A connection that can't go back is given up: SQLite's driver takes one that was refused a beginning for begun, for ever. */
    private void rollBack(Connection connection, Exception reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e);
            connections.evictConnection(connection);
        }
    }

    @Override
    public void close() {
        connections.close();
        if (closed.compareAndSet(false, true)) {
            schema.closed();
        }
    }

    private static HikariDataSource pool(HikariConfig settings) {
        try {
            return new HikariDataSource(settings);
        } catch (RuntimeException e) {
            // Without it: it quotes the address, and with that a password.
            throw new StoreException("The driver does not take the address: look at the parameters behind its ?", null);
        }
    }

    /** The server gives up a statement before its connection is. */
    private static int socketSeconds(int statementSeconds) {
        return statementSeconds + 2;
    }

    private static HikariConfig settings(StoreAddress address, int connections, int idle, int statementSeconds) {
        HikariConfig settings = new HikariConfig();
        settings.setPoolName("serai-store");
        settings.setJdbcUrl(address.url());
        settings.setMaximumPoolSize(connections);
        settings.setMinimumIdle(idle);
        settings.setConnectionTimeout(CONNECTION_MILLIS);
        settings.setValidationTimeout(CONNECTION_MILLIS / 2);
        settings.setKeepaliveTime(TimeUnit.MINUTES.toMillis(1));
        settings.setInitializationFailTimeout(-1);
        settings.setRegisterMbeans(false);
        if (address.file() != null) {
            sqlite(settings);
        } else {
            postgresql(settings, socketSeconds(statementSeconds));
        }
        return settings;
    }

    private static void sqlite(HikariConfig settings) {
        settings.setDriverClassName("org.sqlite.JDBC");
        settings.addDataSourceProperty("journal_mode", "WAL");
        settings.addDataSourceProperty("synchronous", "FULL");
        settings.addDataSourceProperty("foreign_keys", "true");
        settings.addDataSourceProperty("busy_timeout", "3000");
        // A transaction that begins as a reader can't always become a writer: SQLite refuses it where another came
        // first.
        settings.addDataSourceProperty("transaction_mode", "IMMEDIATE");
    }

    private static void postgresql(HikariConfig settings, int socketSeconds) {
        settings.setDriverClassName("org.postgresql.Driver");
        settings.addDataSourceProperty("ApplicationName", "serai");
        settings.addDataSourceProperty("connectTimeout", "2");
        settings.addDataSourceProperty("socketTimeout", Integer.toString(socketSeconds));
        settings.addDataSourceProperty("tcpKeepAlive", "true");
        // Its details quote rows and parameters, and what it says is logged.
        settings.addDataSourceProperty("logServerErrorDetail", "false");
    }

    /** The files that SQLite puts beside it get its mode. */
    private static void create(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            createForOwner(file);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isRegularFile(file) || !Files.isWritable(file)) {
                throw new UncheckedIOException(e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates an empty file that its owner alone can read, where the file system knows owners. */
    public static void createForOwner(Path file) throws IOException {
        @Nullable
        FileAttribute<?> owner =
                Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix")
                        ? OWNER_ALONE
                        : null;
        if (owner == null) {
            Files.createFile(file);
        } else {
            Files.createFile(file, owner);
        }
    }
}
