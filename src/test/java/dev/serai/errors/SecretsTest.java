package dev.serai.errors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.dialects.ProviderWords;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretsTest {
    /** Of a session token's alphabet, in pieces that are like nothing that is known for a key, and one that is. */
    private static final String TOKEN =
            "FwoGZXIvYXdzE/canary+Zq8r2Wm1/pLk3+vT9xQb7/a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6/sEcReT+tAiL8==";

    private static final Secrets SECRETS = Secrets.of(List.of(TOKEN, "team-secret-key", "local"));

    @Test
    void eachIsTakenOutWhole() {
        assertThat(SECRETS.takenOutOf("The token " + TOKEN + " and the key team-secret-key, locally"))
                .isEqualTo("The token … and the key …, locally");
        assertThat(SECRETS.takenOutOf("A team has a secret, and a key")).isEqualTo("A team has a secret, and a key");
    }

    @Test
    void whatTheKnownPatternsHaveLeftOfOneIsTakenOut() {
        String left = ProviderWords.clean("x-amz-security-token:" + TOKEN + " is expired");
        assertThat(left).contains("canary").contains("sEcReT");
        assertThat(SECRETS.takenOutOf(left)).isEqualTo("x-amz-security-token:…[key]… is expired");
    }

    @Test
    void whatIsCutOfOneIsTakenOut() {
        assertThat(SECRETS.takenOutOf("signed " + TOKEN.substring(0, 30) + "…")).isEqualTo("signed ……");
    }

    @Test
    void aBodyIsKnownByAStretchHoweverItIsWritten() {
        assertThat(SECRETS.quotedIn("{\"message\":\"token:" + TOKEN + "\"}")).isTrue();
        assertThat(SECRETS.quotedIn(TOKEN.replace("/", "\\/").replace("=", "\\u003d")))
                .isTrue();
        assertThat(SECRETS.quotedIn("key=team-secret-key")).isTrue();
        assertThat(SECRETS.quotedIn("no such key: FwoGZXIvYXdz********tail, team-secret, local"))
                .isFalse();
    }

    @Test
    void whatIsTooShortToBeASecretIsNone() {
        assertThat(Secrets.of(List.of("", "local"))).isSameAs(Secrets.NONE);
        assertThat(Secrets.NONE.quotedIn("anything")).isFalse();
        assertThat(Secrets.NONE.takenOutOf("local")).isEqualTo("local");
        assertThat(SECRETS).hasToString("Secrets[2]");
    }
}
