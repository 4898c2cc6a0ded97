package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.Settings;
import dev.serai.store.TestingPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How many connections a gateway takes of PostgreSQL, counted there. */
@Timeout(90)
class StoreConnectionsTest {
    private static final int AT_ONCE = 24;

    @TempDir
    Path folder;

    private final Map<String, String> variables = new HashMap<>();

    @Test
    void areNoMoreThanTheSettingsSay() throws Exception {
        String url = TestingPostgres.database();
        variables.put("DATABASE_URL", url);
        variables.put("DATABASE_CONNECTIONS", "12");
        variables.put("AUTH_ENABLED", "true");
        variables.put("SANDBOX_ENABLED", "true");
        variables.put("HOST", "127.0.0.1");
        variables.put("ADMIN_API_KEY", AdminClient.KEY);
        variables.put("KEY_PEPPER", "pepper-canary-0123456789-abcdefghijkl");
        variables.put("serai.sinks", "file");
        variables.put("serai.sinks.file.folder", folder.resolve("events").toString());
        variables.put("serai.sinks.journal", folder.resolve("sinks").toString());
        List<String> strangers = new ArrayList<>();
        BudgetBooks books = new BudgetBooks(variables);
        for (int i = 0; i < AT_ONCE; i++) {
            strangers.add(books.key("--budget=10/day"));
        }
        try (RunningGateway gateway = RunningGateway.start(variables);
                Connection locking = DriverManager.getConnection(url);
                Connection watching = DriverManager.getConnection(url)) {
            assertThat(AdminClient.of(gateway).get("/admin/v1/keys").statusCode())
                    .isEqualTo(200);
            // Whoever reads or writes these waits, and others want connections of their own.
            locking.setAutoCommit(false);
            try (Statement statement = locking.createStatement()) {
                statement.execute("LOCK TABLE api_keys, ledger IN ACCESS EXCLUSIVE MODE");
            }
            CompletableFuture<?> all = CompletableFuture.allOf(
                    strangers.stream().flatMap(key -> calls(gateway, key)).toArray(CompletableFuture[]::new));
            long most = 0;
            while (!all.isDone()) {
                most = Math.max(most, connections(watching));
                Thread.sleep(20);
            }
            locking.rollback();
            assertThat(most).isBetween(7L, 12L);
        }
        assertThatThrownBy(() -> new Gateway(Settings.only(tooFew())))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("DATABASE_CONNECTIONS");
    }

    private Map<String, String> tooFew() {
        Map<String, String> few = new HashMap<>(variables);
        few.put("DATABASE_CONNECTIONS", "11");
        return few;
    }

    /** Three ways to the store, each through a pool of its own. */
    private static Stream<CompletableFuture<?>> calls(RunningGateway gateway, String key) {
        HttpClient http = HttpClient.newHttpClient();
        // A report may take longer than is of interest here.
        http.sendAsync(
                HttpRequest.newBuilder(URI.create(gateway.baseUrl()
                                + "/admin/v1/usage?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z"))
                        .header("X-API-Key", AdminClient.KEY)
                        .build(),
                BodyHandlers.ofString());
        return Stream.of(
                        HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/models"))
                                .header("X-API-Key", key),
                        HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/admin/v1/keys"))
                                .header("X-API-Key", AdminClient.KEY))
                .map(request -> http.sendAsync(request.build(), BodyHandlers.ofString()));
    }

    private static long connections(Connection watching) throws SQLException {
        try (var statement = watching.prepareStatement("SELECT COUNT(*) FROM pg_stat_activity"
                        + " WHERE application_name = 'serai' AND datname = current_database()");
                var rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
