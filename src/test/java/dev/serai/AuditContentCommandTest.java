package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.auth.ApiKeyText;
import dev.serai.config.Settings;
import dev.serai.store.Store;
import dev.serai.store.StoreAddress;
import dev.serai.store.TestingPostgres;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose prompts and answers are kept, and that they are forgotten, on the command line. */
class AuditContentCommandTest {
    @TempDir
    Path folder;

    private final Map<String, String> variables = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private StoreAddress on(boolean postgres) {
        StoreAddress address = postgres
                ? new StoreAddress(TestingPostgres.database(), null)
                : StoreAddress.ofFile(folder.resolve("serai.db"));
        variables.put("DATABASE_URL", address.url());
        variables.put("KEY_PEPPER", "pepper-canary-0123456789-abcdefghijkl");
        return address;
    }

    private int run(String command, String... words) {
        out.reset();
        err.reset();
        Settings settings = Settings.only(variables);
        PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream asides = new PrintStream(err, true, StandardCharsets.UTF_8);
        return command.equals("audit")
                ? new AuditCommand(settings, Clock.systemUTC(), lines, asides).run(List.of(words))
                : new KeysCommand(settings, Clock.systemUTC(), lines, asides).run(List.of(words));
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private String created(String name) {
        assertThat(run("keys", "create", "--name", name)).as(err()).isZero();
        return ApiKeyText.of(out.toString(StandardCharsets.UTF_8).strip()).id();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aKeysTextsAreKeptAndNoLonger(boolean postgres) {
        try (Store store = Store.open(on(postgres))) {
            String key = created("alice");
            assertThat(kept(store)).containsExactly(false);
            assertThat(run("keys", "keep-content", key)).isZero();
            assertThat(err()).contains("The key " + key + " is one whose prompts and answers are kept");
            assertThat(kept(store)).containsExactly(true);
            assertThat(run("keys", "drop-content", key)).isZero();
            assertThat(err()).contains("The key " + key + " is one whose texts are not kept");
            assertThat(kept(store)).containsExactly(false);
            for (String action : List.of("key.content_on", "key.content_off")) {
                assertThat(audited(store, action))
                        .singleElement()
                        .asString()
                        .startsWith("command-line:")
                        .contains(" key:" + key + " ");
            }
            for (String verb : List.of("keep-content", "drop-content")) {
                assertThat(run("keys", verb, "000000000000")).isOne();
                assertThat(err()).contains("There is no key 000000000000");
                assertThat(run("keys", verb)).isEqualTo(KeysCommand.USAGE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsKeptOfAKeyIsForgotten(boolean postgres) {
        try (Store store = Store.open(on(postgres))) {
            String alice = created("alice");
            String bob = created("bob");
            insert(store, alice, 250);
            insert(store, bob, 3);
            assertThat(run("audit", "forget", "--key", alice)).isZero();
            assertThat(err())
                    .contains("250 texts of key " + alice + " are gone from the store")
                    .contains("serai keys drop-content " + alice + " first");
            assertThat(actors(store)).containsExactly("key:" + bob);
            // A part has a row of its own, and so has it that somebody asked where there was nothing.
            assertThat(run("audit", "forget", "--key", alice)).isZero();
            assertThat(err()).contains("0 texts of key " + alice);
            assertThat(audited(store, "content.deleted"))
                    .allSatisfy(
                            row -> assertThat(row).startsWith("command-line:").contains(" key:" + alice + " "))
                    .satisfiesExactly(
                            row -> assertThat(row).contains("\"texts\":\"200\""),
                            row -> assertThat(row).contains("\"texts\":\"50\""),
                            row -> assertThat(row).contains("\"texts\":\"0\""));
            assertThat(run("audit", "verify")).isZero();
            assertThat(run("audit", "verify", "--head", ",")).isEqualTo(KeysCommand.USAGE);
            assertThat(run("audit", "forget")).isEqualTo(KeysCommand.USAGE);
            assertThat(err()).contains("whose texts? --key ID");
        }
    }

    private static void insert(Store store, String key, int count) {
        store.write(statements -> {
            for (int i = 0; i < count; i++) {
                statements.update(
                        "INSERT INTO audit_content (id, at, actor, key_version, sealed) VALUES (?, ?, ?, 1, 'x')",
                        key + i,
                        (long) i,
                        "key:" + key);
            }
            return null;
        });
    }

    private static List<String> actors(Store store) {
        return store.read(
                statements -> statements.query("SELECT DISTINCT actor FROM audit_content", row -> row.getString(1)));
    }

    private static List<Boolean> kept(Store store) {
        return store.read(
                statements -> statements.query("SELECT audit_content FROM api_keys", row -> row.getBoolean(1)));
    }

    private static List<String> audited(Store store, String action) {
        return store.read(statements -> statements.query(
                "SELECT actor, target, details FROM audit WHERE action = ? ORDER BY seq",
                row -> row.getString(1) + " " + row.getString(2) + " " + row.getString(3),
                action));
    }
}
