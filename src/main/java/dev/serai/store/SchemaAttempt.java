package dev.serai.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.util.DriverDataSource;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * One attempt to bring a schema up to date, on a thread of its own, which nobody who gives up waiting ends. PostgreSQL is asked
 * first what there is to do, in the time that any question has; what there is to do then may take long. Thread-safe.
 */
final class SchemaAttempt {
    /** An index over a large table takes its time; whoever gave up before the server would leave it at work, and begin another. */
    static final long LONGEST_NANOS = TimeUnit.HOURS.toNanos(2);

    private static final String SCRIPTS = "classpath:serai/store";
    private static final String SCRIPTS_OF_SQLITE = "classpath:serai/store-sqlite";
    private static final String SCRIPTS_OF_POSTGRESQL = "classpath:serai/store-postgresql";
    private static final long QUESTION_SECONDS = 5;
    private static final int MOST_TRIES = 10;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final StoreAddress address;
    private final HikariConfig settings;
    private final @Nullable Throwable failedBefore;
    private final FutureTask<Boolean> work = new FutureTask<>(this::run);
    private volatile boolean changing;
    private volatile long movedAt = System.nanoTime();
    private volatile boolean succeeded;
    private volatile @Nullable Throwable failure;

    /**
     * @param settings of its connections, which are no pool's
     * @param failedBefore what the attempt before this one failed by, for those who did not wait so long
     */
    SchemaAttempt(StoreAddress address, HikariConfig settings, @Nullable Throwable failedBefore) {
        this.address = address;
        this.settings = settings;
        this.failedBefore = failedBefore;
    }

    void begin() {
        Thread thread = new Thread(work, "serai-schema");
        thread.setDaemon(true);
        thread.start();
    }

    boolean succeeded() {
        return succeeded;
    }

    /** Null: it is under way, or has succeeded. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /**
     * Waits until it has succeeded.
     *
     * @param nanos since it got on last, by a script or its beginning; whoever comes later than that does not wait at all
     * @throws StoreException if it fails, or does not get on
     */
    void await(long nanos) {
        try {
            while (!doneWithin(movedAt + nanos - System.nanoTime())) {
                if (movedAt + nanos - System.nanoTime() <= 0) {
                    throw new StoreException(
                            changing
                                    ? "The store's schema is being brought up to date, which takes long; the store is used"
                                            + " once that is done"
                                    : "The store's database does not answer, so that its schema is not known to be up to date",
                            failedBefore);
                }
            }
        } catch (ExecutionException e) {
            throw new StoreException("The store's schema can't be brought up to date", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("The store's schema can't be brought up to date", e);
        }
    }

    private boolean doneWithin(long nanos) throws ExecutionException, InterruptedException {
        try {
            return work.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return false;
        }
    }

    private boolean run() {
        try {
            bringUpToDate();
        } catch (Throwable e) {
            failure = e;
            throw e;
        }
        succeeded = true;
        return true;
    }

    private void bringUpToDate() {
        if (address.file() != null) {
            migrate(flyway(settings.getDataSourceProperties(), SCRIPTS_OF_SQLITE));
        } else {
            ask();
        }
    }

    private void ask() {
        Properties properties = new Properties();
        properties.putAll(settings.getDataSourceProperties());
        Flyway asking = postgresql(properties, QUESTION_SECONDS);
        if (asking.info().pending().length == 0) {
            asking.migrate();
            return;
        }
        changing = true;
        moved();
        WatchedSockets.addTo(properties, settings.getDriverClassName());
        postgresql(properties, TimeUnit.NANOSECONDS.toSeconds(LONGEST_NANOS)).migrate();
    }

    private Flyway postgresql(Properties properties, long socketSeconds) {
        properties.setProperty("socketTimeout", Long.toString(socketSeconds));
        return flyway(properties, SCRIPTS_OF_POSTGRESQL, new BriefLocks(), new Steps());
    }

    private Flyway flyway(Properties properties, String scripts, Callback... callbacks) {
        FluentConfiguration flyway = Flyway.configure()
                .dataSource(new DriverDataSource(
                        settings.getJdbcUrl(),
                        settings.getDriverClassName(),
                        properties,
                        settings.getUsername(),
                        settings.getPassword()))
                .locations(SCRIPTS, scripts)
                .table("schema_history");
        if (callbacks.length > 0) {
            flyway.callbacks(callbacks);
        }
        return flyway.load();
    }

    private static void migrate(Flyway flyway) {
        for (int tries = 1; ; tries++) {
            try {
                flyway.migrate();
                return;
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

    private void moved() {
        movedAt = System.nanoTime();
    }

    /** A script is done. */
    private final class Steps implements Callback {
        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.AFTER_EACH_MIGRATE;
        }

        @Override
        public boolean canHandleInTransaction(Event event, Context context) {
            return true;
        }

        @Override
        public void handle(Event event, Context context) {
            moved();
        }

        @Override
        public String getCallbackName() {
            return "steps";
        }
    }
}
