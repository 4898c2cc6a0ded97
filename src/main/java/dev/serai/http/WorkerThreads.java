package dev.serai.http;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.spi.ExecutorServiceFactory;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the threads that requests run on, virtual ones where the JVM has them: first of all the Vert.x whose worker pool Camel runs
 * a whole route on.
 */
public final class WorkerThreads {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerThreads.class);
    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

    private WorkerThreads() {}

    /** A Vert.x of the caller's own, who closes it. */
    static Vertx vertx(int workerThreads) {
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors())
                // A request may well wait minutes for a slow provider: that is no blocked thread.
                .setMaxWorkerExecuteTime(1)
                .setMaxWorkerExecuteTimeUnit(TimeUnit.DAYS);
        options.getFileSystemOptions().setClassPathResolvingEnabled(false).setFileCachingEnabled(false);
        boolean virtual = virtualThreads();
        if (virtual) {
            LOG.info("requests run on virtual threads");
        } else {
            LOG.info(
                    "requests run on {} worker threads: at most {} at a time; run on Java 21+ to lift this",
                    workerThreads,
                    workerThreads);
            options.setWorkerPoolSize(workerThreads);
        }
        return new VertxBuilder(options)
                .executorServiceFactory((threads, concurrency, most) -> new MonitoringThreads(
                        virtual
                                ? virtualThreadPerTask("request-")
                                : ExecutorServiceFactory.INSTANCE.createExecutor(threads, concurrency, most)))
                .init()
                .vertx();
    }

    /** A thread for each task, and no limit: whoever gives it tasks has one. The caller's own, who shuts it down. */
    public static ExecutorService perTask() {
        return virtualThreads() ? virtualThreadPerTask("lane-") : Executors.newCachedThreadPool(WorkerThreads::daemon);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "lane");
        thread.setDaemon(true);
        return thread;
    }

    /** Whether a request that waits holds no thread of the system's. */
    public static boolean virtualThreads() {
        return Runtime.version().feature() >= FIRST_WITH_VIRTUAL_THREADS;
    }

    /** {@code Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name, 0).factory())}, compiled for 17. */
    private static ExecutorService virtualThreadPerTask(String name) {
        try {
            Class<?> builderType = Class.forName("java.lang.Thread$Builder");
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Object named =
                    builderType.getMethod("name", String.class, long.class).invoke(builder, name, 0L);
            Object factory = builderType.getMethod("factory").invoke(named);
            return (ExecutorService) Executors.class
                    .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
                    .invoke(null, factory);
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | IllegalAccessException
                | InvocationTargetException impossible) {
            throw new IllegalStateException("a JVM of 21 or later without virtual threads", impossible);
        }
    }
}
