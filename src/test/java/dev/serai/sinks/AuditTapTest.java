package dev.serai.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.audit.Actor;
import dev.serai.audit.AuditEvent;
import dev.serai.audit.AuditTrail;
import dev.serai.audit.ChainKeys;
import dev.serai.store.Store;
import dev.serai.store.StoreAddress;
import dev.serai.store.TestingPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** The audit's rows on their way to the sinks of several replicas that share PostgreSQL. */
class AuditTapTest {
    private static final long BEFORE = 1_790_000_000_000L;
    private static final long NOW = BEFORE + 1;

    private final AuditTrail trail = new AuditTrail(new ChainKeys(1, Map.of(1, new byte[32])));

    private void record(Store store, int rows) {
        record(store, rows, BEFORE);
    }

    private void record(Store store, int rows, long at) {
        store.write(statements -> {
            for (int i = 0; i < rows; i++) {
                trail.record(statements, AuditEvent.of(at, "key.created", Actor.commandLine(), "key:" + i));
            }
            return null;
        });
    }

    @Test
    void eachRowGoesOnceWhoeverTakesIt() throws Exception {
        try (Store store = Store.open(new StoreAddress(TestingPostgres.database(), null))) {
            store.prepare();
            record(store, 5);
            Queue<Event> taken = new ConcurrentLinkedQueue<>();
            List<AuditTap> replicas =
                    List.of(new AuditTap(store, taken::addAll, NOW), new AuditTap(store, taken::addAll, NOW));
            replicas.get(0).run();
            assertThat(taken).as("what was there before the first sink").isEmpty();
            record(store, 1_500);
            ExecutorService threads = Executors.newFixedThreadPool(2);
            List<Callable<Void>> work = new ArrayList<>();
            for (AuditTap replica : replicas) {
                work.add(() -> {
                    replica.run();
                    return null;
                });
            }
            for (var done : threads.invokeAll(work)) {
                done.get();
            }
            threads.shutdown();
            assertThat(taken).hasSize(1_500);
            assertThat(taken.stream().map(Event::json).distinct()).hasSize(1_500);
        }
    }

    @Test
    void aStoreThatIsAwayAtFirstKeepsNoRowBack() {
        try (Store store = Store.open(new StoreAddress(TestingPostgres.database(), null))) {
            Queue<Event> taken = new ConcurrentLinkedQueue<>();
            AuditTap tap = new AuditTap(store, taken::addAll, NOW);
            store.prepare();
            record(store, 2);
            record(store, 3, NOW);
            tap.run();
            assertThat(taken).hasSize(3);
        }
    }

    @Test
    void whatCouldNotBeKeptIsTakenAgain() {
        try (Store store = Store.open(new StoreAddress(TestingPostgres.database(), null))) {
            store.prepare();
            Queue<Event> taken = new ConcurrentLinkedQueue<>();
            AuditTap tap = new AuditTap(store, taken::addAll, NOW);
            tap.run();
            record(store, 3);
            AuditTap full = new AuditTap(
                    store,
                    events -> {
                        throw new IllegalStateException("the disk is full");
                    },
                    NOW);
            assertThatThrownBy(full::run).isInstanceOf(IllegalStateException.class);
            tap.run();
            assertThat(taken).hasSize(3);
        }
    }
}
