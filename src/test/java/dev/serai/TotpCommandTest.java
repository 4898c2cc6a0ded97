package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.auth.ApiKeyText;
import dev.serai.auth.Base32;
import dev.serai.config.Settings;
import dev.serai.store.Store;
import dev.serai.store.StoreAddress;
import dev.serai.store.StoreException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code serai totp …}, with the store that the settings name. */
class TotpCommandTest {
    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private String id;

    private int run(String... words) {
        out.reset();
        err.reset();
        return new TotpCommand(settings(), clock, stream(out), stream(err)).run(List.of(words));
    }

    private Settings settings() {
        return Settings.only(Map.of("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db")));
    }

    private static PrintStream stream(ByteArrayOutputStream into) {
        return new PrintStream(into, true, StandardCharsets.UTF_8);
    }

    private List<String> out() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @BeforeEach
    void aKey() {
        new KeysCommand(settings(), clock, stream(out), stream(err)).run(List.of("create", "--name", "alice"));
        id = ApiKeyText.of(out().get(0)).id();
    }

    @Test
    void theUriAndTheCodesAreShownOnceAndAlone() {
        assertThat(run("enrol", id)).as(err()).isZero();
        assertThat(out()).hasSize(11);
        assertThat(out().get(0)).startsWith("otpauth://totp/Serai:alice%20%28" + id + "%29?secret=");
        assertThat(Base32.seed(out().get(0))).hasSize(20);
        assertThat(err()).contains(id, "this once").doesNotContain(Base32.text(out().get(0)), out().get(1));
        assertThat(run("status", id)).isZero();
        assertThat(out()).singleElement().asString().contains("enrolled", "10 backup codes left");
        assertThat(run("codes", id)).isZero();
        assertThat(out()).hasSize(10).allMatch(code -> code.matches("[0-9a-z]{5}-[0-9a-z]{5}"));
        assertThat(run("unlock", id)).isZero();
        assertThat(run("disable", id)).isZero();
        assertThat(run("status", id)).isEqualTo(1);
        assertThat(err()).contains("has no second factor");
    }

    @Test
    void thePictureIsItsOwnersAloneAndOverwritesNothing() throws IOException {
        Path file = folder.resolve("alice.png");
        assertThat(run("enrol", id, "--qr", file.toString())).as(err()).isZero();
        assertThat(out()).hasSize(10);
        assertThat(Files.readAllBytes(file)).startsWith(0x89, 'P', 'N', 'G');
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(run("status", id)).isZero();
        String before = out().get(0);
        assertThat(run("enrol", id, "--qr", file.toString())).isEqualTo(1);
        assertThat(err()).contains("is there already; nothing was enrolled");
        assertThat(run("enrol", id, "--qr", folder.resolve("none/alice.png").toString()))
                .isEqualTo(1);
        run("status", id);
        assertThat(out()).containsExactly(before);
    }

    @Test
    void noPictureIsLeftOfWhatWasNotEnrolled() {
        try (Store store = Store.open(StoreAddress.ofFile(folder.resolve("serai.db")))) {
            store.write(statements -> statements.update("DROP TABLE backup_codes"));
        }
        Path file = folder.resolve("alice.png");
        assertThatThrownBy(() -> run("enrol", id, "--qr", file.toString())).isInstanceOf(StoreException.class);
        assertThat(file).doesNotExist();
    }

    @Test
    void aKeyThatIsNoneHasNone() {
        for (String verb : List.of("enrol", "status", "codes", "unlock", "disable")) {
            assertThat(run(verb, "nobody")).as(verb).isEqualTo(1);
            assertThat(out()).isEmpty();
            assertThat(err()).contains("nobody");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "enroll x", "enrol", "enrol a b", "enrol a --qr", "codes a --qr x", "status"})
    void whatCantBeUnderstoodIsSaid(String words) {
        assertThat(run(words.isEmpty() ? new String[0] : words.split(" "))).isEqualTo(64);
        assertThat(err()).contains("serai totp:", "serai totp enrol KEY_ID");
    }
}
