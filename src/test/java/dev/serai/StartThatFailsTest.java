package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.Settings;
import dev.serai.http.ListenException;
import dev.serai.store.TestingPostgres;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A start that fails half-way leaves no thread, no pool and no journal behind, and can be tried again in the same process. */
@Timeout(90)
class StartThatFailsTest {
    @TempDir
    Path folder;

    private final Map<String, String> variables = new HashMap<>();
    private Set<Thread> before;

    @BeforeEach
    void everythingIsOpened() throws Exception {
        variables.put("PORT", "0");
        variables.put("HOST", "127.0.0.1");
        variables.put("AUTH_ENABLED", "true");
        variables.put("ADMIN_API_KEY", "admin-key-canary-0123456789-abcdefghij");
        variables.put("KEY_PEPPER", "pepper-canary-0123456789-abcdefghijkl");
        variables.put("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
        variables.put("BUDGET_WEBHOOK_URL", "http://127.0.0.1:9/budgets");
        variables.put("serai.sinks", "file");
        variables.put("serai.sinks.file.folder", folder.resolve("events").toString());
        variables.put("serai.sinks.journal", folder.resolve("sinks").toString());
        // What a JVM keeps for itself once something was started in it is none of a start that fails.
        startsAndStops();
        before = threads();
    }

    @Test
    void ofAPartLeavesNothing() throws Exception {
        Path journal = Files.writeString(folder.resolve("no-folder"), "");
        variables.put("AUDIT_JOURNAL", journal.toString());
        assertThatThrownBy(this::gateway).isInstanceOf(InvalidConfigurationException.class);
        awaitNothingLeft();
        Files.delete(journal);
        startsAndStops();
    }

    @Test
    void ofTheLastPartLeavesNothing() throws Exception {
        variables.put("REDIS_URL", "redis://127.0.0.1:9");
        variables.put("serai.sinks", "file,nowhere");
        Gateway gateway = gateway();
        assertThatThrownBy(gateway::start).isInstanceOf(InvalidConfigurationException.class);
        awaitNothingLeft();
        variables.put("serai.sinks", "file");
        startsAndStops();
    }

    @Test
    void ofTheListenerLeavesNothing() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            variables.put("PORT", Integer.toString(taken.getLocalPort()));
            Gateway gateway = gateway();
            assertThatThrownBy(gateway::start).satisfies(failure -> assertThat(ListenException.in(failure))
                    .isNotNull());
            awaitNothingLeft();
        }
        startsAndStops();
    }

    @Test
    void leavesNoConnectionToAServer() throws Exception {
        variables.put("DATABASE_URL", TestingPostgres.database());
        variables.put("LEDGER_JOURNAL", folder.resolve("journal/ledger").toString());
        variables.put("AUDIT_JOURNAL", folder.resolve("journal/audit").toString());
        startsAndStops();
        before = threads();
        Path journal = Files.writeString(folder.resolve("no-folder"), "");
        variables.put("AUDIT_JOURNAL", journal.toString());
        assertThatThrownBy(this::gateway).isInstanceOf(InvalidConfigurationException.class);
        awaitNothingLeft();
        Files.delete(journal);
        startsAndStops();
    }

    @Test
    void insideAnApplicationLeavesNothing() throws Exception {
        variables.keySet().retainAll(Set.of("PORT"));
        CamelContext camel = new DefaultCamelContext();
        camel.start();
        try {
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:serai-chat").routeId("taken").to("log:taken");
                }
            });
            // A context that has once stopped a route keeps a thread for the next time.
            camel.getRouteController().stopRoute("taken");
            camel.getRouteController().startRoute("taken");
            Set<Thread> ofTheApplication = threads();
            assertThatThrownBy(() -> EmbeddedGateway.in(camel, Settings.only(variables)))
                    .isInstanceOf(Exception.class);
            before = ofTheApplication;
            awaitNothingLeft();
        } finally {
            camel.stop();
        }
    }

    private Gateway gateway() {
        return new Gateway(Settings.only(variables));
    }

    private void startsAndStops() {
        try (Gateway gateway = gateway()) {
            gateway.start();
            assertThat(gateway.port()).isPositive();
        }
    }

    private static Set<Thread> threads() {
        return Set.copyOf(Thread.getAllStackTraces().keySet());
    }

    /** Threads that were told to end need a moment. */
    private void awaitNothingLeft() throws InterruptedException {
        List<String> left = left();
        for (int i = 0; i < 100 && !left.isEmpty(); i++) {
            Thread.sleep(100);
            left = left();
        }
        assertThat(left).isEmpty();
    }

    /** Java's own HTTP client can't be closed: its thread ends some time after nobody has it any more. */
    private List<String> left() {
        return threads().stream()
                .filter(thread -> thread.isAlive() && !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> !name.startsWith("HttpClient-"))
                .toList();
    }
}
