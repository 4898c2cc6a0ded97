package dev.serai.credentials.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.credentials.CredentialsException;
import dev.serai.fakes.RsaKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfiguredIdentityTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);
    /** What stands before the PKCS#1 in the PKCS#8 of a key of 2048 bits. */
    private static final int BEFORE_PKCS1 = 26;

    private static KeyPair keys;

    @TempDir
    private Path folder;

    @BeforeAll
    static void generate() {
        keys = RsaKeys.next();
    }

    @Test
    void aProfileHasWhatDefaultSays() throws IOException {
        write("key.pem", pem("PRIVATE KEY", keys.getPrivate().getEncoded()) + "OCI_API_KEY\n");
        write("config", """
                [DEFAULT]
                tenancy = ocid1.tenancy.oc1..t
                region=eu-frankfurt-1
                key_file=%1$s/key.pem
                user=ocid1.user.oc1..somebody

                ; another
                [research]
                user=ocid1.user.oc1..u
                fingerprint=20:3b
                """.formatted(folder));

        ConfiguredIdentity identity = identity("research");

        assertThat(identity.key().id()).isEqualTo("ocid1.tenancy.oc1..t/ocid1.user.oc1..u/20:3b");
        assertThat(identity.key().key()).isEqualTo(keys.getPrivate());
        assertThat(identity.region()).isEqualTo("eu-frankfurt-1");
        assertThat(identity.lacking()).isEmpty();
    }

    @Test
    void keysMayBePkcs1() throws IOException {
        byte[] pkcs8 = keys.getPrivate().getEncoded();
        userKey(pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, BEFORE_PKCS1, pkcs8.length)));

        assertThat(identity("DEFAULT").key().key()).isEqualTo(keys.getPrivate());
    }

    @Test
    void aPassPhraseIsRefusedWithTheWayOut() throws IOException {
        userKey(pem("ENCRYPTED PRIVATE KEY", keys.getPrivate().getEncoded()));

        assertThatThrownBy(() -> identity("DEFAULT").key())
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("pass phrase")
                .hasMessageContaining("openssl pkey");
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        assertThat(identity("DEFAULT").lacking()).containsExactly("ORACLE_AUTH_TOKEN");

        write("config", "[DEFAULT]\nkey_file=" + folder + "/none.pem\n");
        assertThat(identity("DEFAULT").lacking()).singleElement().asString().contains("none.pem can't be read");
        assertThat(identity("other").lacking()).singleElement().asString().contains("no profile other");

        userKey("no key at all");
        assertThat(identity("DEFAULT").lacking()).singleElement().asString().contains("no private key");
    }

    @Test
    void aSessionSignsUntilItsTokenEnds() throws IOException {
        session(NOON.instant().plusSeconds(60));
        assertThat(identity("DEFAULT").key().id()).startsWith("ST$e30.");
        assertThat(identity("DEFAULT").key().toString()).doesNotContain("e30.");

        session(NOON.instant());
        assertThatThrownBy(() -> identity("DEFAULT").key())
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("oci session refresh");
    }

    @Test
    void aChangeThatCannotBeReadLeavesTheOldKeyInUse() throws IOException {
        userKey(pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        ConfiguredIdentity identity = identity("DEFAULT");
        OciKey before = identity.key();

        userKey("half of a key");
        later("key.pem", 1);
        identity.look();
        assertThat(identity.key()).isEqualTo(before);
        assertThat(identity.refused(before.id())).isFalse();

        session(NOON.instant().plusSeconds(60));
        write("key.pem", pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        later("config", 2);
        assertThat(identity.refused(before.id())).isTrue();
        assertThat(identity.key().id()).startsWith("ST$");
        assertThat(identity.refused(before.id()))
                .as("of another request with the old key")
                .isTrue();
        assertThat(identity.refused(identity.key().id())).isFalse();
    }

    private void session(Instant expires) throws IOException {
        String claims = "{\"exp\":" + expires.getEpochSecond() + "}";
        write("key.pem", pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        write(
                "token",
                "e30." + Base64.getUrlEncoder().encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2ln\n");
        write("config", """
                [DEFAULT]
                key_file=%1$s/key.pem
                security_token_file=%1$s/token
                """.formatted(folder));
    }

    private void userKey(String pem) throws IOException {
        write("key.pem", pem);
        write("config", """
                [DEFAULT]
                tenancy=t
                user=u
                fingerprint=f
                key_file=%s/key.pem
                """.formatted(folder));
    }

    private ConfiguredIdentity identity(String profile) {
        return new ConfiguredIdentity(folder.resolve("config"), profile, NOON);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private void later(String name, int minutes) throws IOException {
        Files.setLastModifiedTime(
                folder.resolve(name), FileTime.fromMillis(System.currentTimeMillis() + minutes * 60_000L));
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + kind
                + "-----\n";
    }
}
