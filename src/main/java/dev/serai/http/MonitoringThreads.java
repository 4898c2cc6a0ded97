package dev.serai.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.impl.ContextInternal;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets whoever only asks how the gateway is pass those that work in it: their requests run on a few platform threads of their
 * own, which the system gives their turn however many others wait for a core, or for a thread. Thread-safe.
 */
final class MonitoringThreads extends AbstractExecutorService {
    private static final Set<String> PATHS = Set.of("/health", "/ready", "/metrics");
    private static final String MARK = MonitoringThreads.class.getName();
    private static final int THREADS = 2;

    private final ExecutorService requests;
    private final ExecutorService monitoring = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "monitoring");
        thread.setDaemon(true);
        return thread;
    });

    /** @param requests runs everything else; it is shut down with this one */
    MonitoringThreads(ExecutorService requests) {
        this.requests = requests;
    }

    /** On the event loop of a request, before it is handed to any thread. */
    static void mark(RoutingContext routing) {
        if (routing.request().method() == HttpMethod.GET
                && PATHS.contains(routing.request().path())) {
            ((ContextInternal) routing.vertx().getOrCreateContext())
                    .localContextData()
                    .put(MARK, true);
        }
    }

    @Override
    public void execute(Runnable task) {
        (isMarked(Vertx.currentContext()) ? monitoring : requests).execute(task);
    }

    private static boolean isMarked(@Nullable Context request) {
        // Asked for like this, a request without local data gets none made.
        Map<Object, Object> local = request == null ? null : ContextInternal.LOCAL_MAP.get(request);
        return local != null && local.containsKey(MARK);
    }

    @Override
    public void shutdown() {
        monitoring.shutdown();
        requests.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        monitoring.shutdownNow();
        return requests.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return requests.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return requests.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return requests.awaitTermination(timeout, unit);
    }
}
