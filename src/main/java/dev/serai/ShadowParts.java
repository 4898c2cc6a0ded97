package dev.serai;

import dev.serai.accounting.ShadowBooks;
import dev.serai.accounting.ShadowMetrics;
import dev.serai.config.Settings;
import dev.serai.models.AskShadow;
import dev.serai.providers.Breakers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.LifecycleStrategy;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.LifecycleStrategySupport;

/** What copies of requests for shadows need, beside what requests have: threads, breakers and books of their own. */
final class ShadowParts implements AutoCloseable {
    private static final int IDLE_SECONDS = 30;

    final Breakers breakers;
    private final AskShadow ask;
    /** No queue: a copy that finds no thread is dropped. */
    private final ThreadPoolExecutor threads;

    private Runnable unbind = () -> {};

    ShadowParts(Components parts) {
        this.breakers = new Breakers(parts.clock);
        this.ask = new AskShadow(
                provider -> provider.enabled() && parts.missing(provider).isEmpty(),
                parts.availability,
                parts.routeNames::of,
                parts.watch,
                new ShadowBooks(new ShadowMetrics(parts.meters), parts.account, parts.ledger));
        this.threads = new ThreadPoolExecutor(
                0, concurrency(parts.settings), IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                    Thread thread = new Thread(work, "shadow");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    static int concurrency(Settings settings) {
        return settings.wholeNumber("SHADOW_CONCURRENCY", 16, 1, 1024);
    }

    /** Where they end before the context waits for what is under way. */
    void bind(CamelContext camel, Registry registry) {
        LifecycleStrategy ending = new LifecycleStrategySupport() {
            @Override
            public void onContextStopping(CamelContext stopping) {
                close();
            }
        };
        camel.addLifecycleStrategy(ending);
        unbind = () -> camel.getLifecycleStrategies().remove(ending);
        registry.bind("serai-shadow", ExecutorService.class, threads);
        Beans.step(registry, "serai-begin-shadow", ask::begin);
        Beans.step(registry, "serai-compare-shadow", ask::answered);
        Beans.step(registry, "serai-fail-shadow", ask::failed);
        Beans.step(registry, "serai-drop-shadow", ask::dropped);
    }

    /** Ends what is under way, and takes nothing more. */
    @Override
    public void close() {
        threads.shutdown();
        ask.close();
        unbind.run();
    }
}
