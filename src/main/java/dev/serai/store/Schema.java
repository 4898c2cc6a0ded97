package dev.serai.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.util.DriverDataSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The schema of one database, brought up to date once for all stores of the process that are open on it, over connections of its own
 * that end with it. Whoever wants it meanwhile waits for the same attempt. Thread-safe.
 */
final class Schema {
    private static final String SCRIPTS = "classpath:serai/store";
    private static final String SCRIPTS_OF_SQLITE = "classpath:serai/store-sqlite";
    private static final String SCRIPTS_OF_POSTGRESQL = "classpath:serai/store-postgresql";
    /** An index over a large table takes its time; whoever gave up before the server would leave it at work, and begin another. */
    private static final String LONGEST_SECONDS = Long.toString(TimeUnit.HOURS.toSeconds(2));

    private static final int MOST_TRIES = 10;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final Map<StoreAddress, Schema> OF_OPEN_STORES = new HashMap<>();

    private final StoreAddress address;
    private int stores;
    private volatile boolean upToDate;
    private @Nullable FutureTask<?> attempt;

    private Schema(StoreAddress address) {
        this.address = address;
    }

    /** For a store that is opened; it says when it is closed. */
    static Schema openedBy(StoreAddress address) {
        synchronized (OF_OPEN_STORES) {
            Schema schema = OF_OPEN_STORES.computeIfAbsent(address, Schema::new);
            schema.stores++;
            return schema;
        }
    }

    /** With the last store it is forgotten: the next one may find another database there. */
    void closed() {
        synchronized (OF_OPEN_STORES) {
            stores--;
            if (stores == 0) {
                OF_OPEN_STORES.remove(address, this);
            }
        }
    }

    boolean upToDate() {
        return upToDate;
    }

    /**
     * Does nothing the second time.
     *
     * @param settings of its connections, which are no pool's
     */
    void bringUpToDate(HikariConfig settings) {
        if (upToDate) {
            return;
        }
        FutureTask<?> own = new FutureTask<>(() -> migrate(settings), null);
        FutureTask<?> first = begun(own);
        if (first == own) {
            own.run();
            ended();
        }
        try {
            first.get();
        } catch (ExecutionException e) {
            throw new StoreException("The store's schema can't be brought up to date", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("The store's schema can't be brought up to date", e);
        }
    }

    private synchronized FutureTask<?> begun(FutureTask<?> own) {
        FutureTask<?> first = attempt == null ? own : attempt;
        attempt = first;
        return first;
    }

    private synchronized void ended() {
        attempt = null;
    }

    private void migrate(HikariConfig settings) {
        if (upToDate) {
            return;
        }
        boolean sqlite = address.file() != null;
        Properties properties = new Properties();
        properties.putAll(settings.getDataSourceProperties());
        if (!sqlite) {
            properties.setProperty("socketTimeout", LONGEST_SECONDS);
        }
        DataSource connections = new DriverDataSource(
                settings.getJdbcUrl(),
                settings.getDriverClassName(),
                properties,
                settings.getUsername(),
                settings.getPassword());
        FluentConfiguration flyway = Flyway.configure()
                .dataSource(connections)
                .locations(SCRIPTS, sqlite ? SCRIPTS_OF_SQLITE : SCRIPTS_OF_POSTGRESQL)
                .table("schema_history");
        if (!sqlite) {
            flyway.callbacks(new BriefLocks());
        }
        migrate(flyway.load());
    }

    private void migrate(Flyway flyway) {
        for (int tries = 1; !upToDate; tries++) {
            try {
                flyway.migrate();
                upToDate = true;
            } catch (FlywayException e) {
                if (tries == MOST_TRIES || !isBusy(e)) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** SQLite waits for whoever writes, but not for one that opens or closes the file just then. */
    private static boolean isBusy(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException of && of.getResultCode() == SQLiteErrorCode.SQLITE_BUSY) {
                return true;
            }
        }
        return false;
    }
}
