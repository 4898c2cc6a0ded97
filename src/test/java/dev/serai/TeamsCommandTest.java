package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.auth.ApiKey;
import dev.serai.auth.StoredKeys;
import dev.serai.config.Settings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serai teams …}, and the limits of {@code serai keys …}. */
class TeamsCommandTest {
    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Settings settings;

    @BeforeEach
    void nameTheStore() {
        settings = Settings.only(Map.of("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db")));
    }

    private int teams(String... words) {
        out.reset();
        PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
        return new TeamsCommand(settings, clock, lines, lines).run(List.of(words));
    }

    private int keys(String... words) {
        out.reset();
        PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
        return new KeysCommand(settings, clock, lines, lines).run(List.of(words));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private ApiKey onlyKey() {
        try (StoredKeys stored = StoredKeys.open(settings, clock)) {
            return stored.keys().list().get(0).kept();
        }
    }

    @Test
    void aTeamIsLimitedAndSetFree() {
        assertThat(teams("set", "research", "--requests-per-minute", "60", "--budget", "100/month,soft=80"))
                .isZero();
        assertThat(said())
                .contains("research", "{\"requests_per_minute\":60}", "\"soft_nano_usd\":80000000000", "5 seconds");
        assertThat(teams("set", "research", "--parallel-streams=2")).isZero();
        assertThat(teams("list")).isZero();
        assertThat(said()).contains("research", "{\"parallel_streams\":2}", "budgets []");
        assertThat(teams("delete", "research")).isZero();
        assertThat(teams("list")).isZero();
        assertThat(said()).isEmpty();
        assertThat(teams("delete", "research")).isOne();
    }

    @Test
    void aKeyIsMadeWithLimitsAndGetsOthers() {
        assertThat(keys(
                        "create",
                        "--name=alice",
                        "--requests-per-minute=60",
                        "--tokens-per-minute=100000",
                        "--model-limits",
                        "gpt-4o*:requests_per_minute=10,parallel_streams=1",
                        "--model-limits=claude-*:parallel_requests=2",
                        "--budget=10/day",
                        "--budget=100/month",
                        "--default-max-tokens=512"))
                .as(said())
                .isZero();
        ApiKey key = onlyKey();
        assertThat(key.caller().allowance().limits().all().requestsPerMinute()).isEqualTo(60);
        assertThat(key.caller().allowance().limits().models()).containsOnlyKeys("gpt-4o*", "claude-*");
        assertThat(key.caller().allowance().budgets()).hasSize(2);
        assertThat(key.caller().allowance().defaultMaxTokens()).isEqualTo(512);
        assertThat(keys("limit", key.id(), "--parallel-requests", "3")).isZero();
        assertThat(said()).contains("{\"parallel_requests\":3}", "budgets []");
        assertThat(onlyKey().caller().allowance().budgets()).isEmpty();
        assertThat(keys("limit", "nobody", "--parallel-requests", "3")).isOne();
    }

    @Test
    void whatCantBeUnderstoodIsSaid() {
        assertThat(keys("create", "--name=alice", "--requests-per-minute=none")).isEqualTo(KeysCommand.USAGE);
        assertThat(said()).contains("\"none\" is no --requests-per-minute");
        assertThat(keys("create", "--name=alice", "--budget=10")).isEqualTo(KeysCommand.USAGE);
        assertThat(said()).contains("\"10\" is no budget");
        assertThat(keys("create", "--name=alice", "--model-limits=a:b=1")).isEqualTo(KeysCommand.USAGE);
        assertThat(said()).contains("\"b\" is no limit");
        assertThat(keys("create", "--name=alice", "--requests-per-minute=1", "--requests-per-minute=2"))
                .isEqualTo(KeysCommand.USAGE);
        assertThat(teams()).isEqualTo(KeysCommand.USAGE);
        assertThat(teams("set", "--budget=1/day")).isEqualTo(KeysCommand.USAGE);
        assertThat(teams("set", "a", "--default-max-tokens=1")).isEqualTo(KeysCommand.USAGE);
        assertThat(teams("list", "all")).isEqualTo(KeysCommand.USAGE);
    }
}
