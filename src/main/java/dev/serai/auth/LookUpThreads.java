package dev.serai.auth;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads for look-ups that block: four at once, 512 that wait, and whatever is more is refused. */
final class LookUpThreads {
    private static final int ASKING_AT_ONCE = 4;
    private static final int WAITING_AT_ONCE = 512;

    private LookUpThreads() {}

    /** Ended by whoever asks for them. */
    static ThreadPoolExecutor named(String name) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                ASKING_AT_ONCE,
                ASKING_AT_ONCE,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(WAITING_AT_ONCE),
                task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
