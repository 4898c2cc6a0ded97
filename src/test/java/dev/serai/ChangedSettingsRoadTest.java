package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The contract's "what needs a restart (ports, stores) is said in {@code /ready}". */
@Timeout(60)
class ChangedSettingsRoadTest {

    @Test
    void namesOfChangedSettingsAreInReady(@TempDir Path folder) throws IOException, InterruptedException {
        Path file = Files.createDirectories(folder.resolve("configs")).resolve("application.properties");
        String before = "ADMIN_API_KEY = " + AdminClient.KEY + "\nDRAIN_SECONDS = 0\nMAX_IN_FLIGHT = 100\n";
        Files.writeString(file, before);
        EverythingLogged log = new EverythingLogged();
        Map<String, String> variables = new HashMap<>();
        variables.put("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
        variables.put("MAX_IN_FLIGHT", "50");
        log.begin();
        try (RunningGateway gateway = RunningGateway.startIn(folder, variables)) {
            assertThat(waiting(gateway)).isEmpty();
            Files.writeString(
                    file,
                    before.replace("100", "200").replace("= 0", "= 1") + "DATABASE_URL = jdbc:sqlite:canary\n"
                            + "TLS_PORT = 12345\nserai.policies = by-time\n");
            await(gateway, "DRAIN_SECONDS", "TLS_PORT");
            assertThat(gateway.get("/ready").body())
                    .contains("\"last_reload_successful\":true")
                    .doesNotContain("12345", "canary");
            assertThat(log.awaitLine("dev.serai.Reload", "wait for a restart"))
                    .contains("DRAIN_SECONDS, TLS_PORT")
                    .doesNotContain("12345");
            JsonNode told = AdminClient.json(AdminClient.of(gateway).get("/admin/v1/configuration"));
            assertThat(told.findValuesAsText("part")).contains("settings");
            Files.writeString(file, before);
            await(gateway);
        } finally {
            log.end();
        }
    }

    private static void await(RunningGateway gateway, String... names) {
        while (!waiting(gateway).equals(List.of(names))) {
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static List<String> waiting(RunningGateway gateway) {
        JsonNode names = AdminClient.json(gateway.get("/ready")).at("/configuration/restart_needed_for");
        return StreamSupport.stream(names.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
