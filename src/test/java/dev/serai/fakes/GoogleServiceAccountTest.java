package dev.serai.fakes;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoogleServiceAccountTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final String GOOD = "{\"iss\":\"serai@canary-project-4711.iam.gserviceaccount.com\","
            + "\"scope\":\"https://www.googleapis.com/auth/cloud-platform\",\"aud\":\"https://token.example\","
            + "\"iat\":" + NOW.getEpochSecond() + ",\"exp\":" + (NOW.getEpochSecond() + 3600) + "}";

    private final GoogleServiceAccount account = new GoogleServiceAccount("https://token.example");

    @Test
    void takesWhatIsSignedByItsKey() throws Exception {
        account.verify(assertion(GOOD), at(NOW));
    }

    @ParameterizedTest
    @CsvSource({
        "cloud-platform, drive",
        "token.example, other.example",
        "serai@, somebody@",
        "\"iat\":, \"iat\":9",
        "\"exp\":, \"exp\":9"
    })
    void refusesOtherClaims(String claim, String other) throws Exception {
        String assertion = assertion(GOOD.replace(claim, other));
        assertThatThrownBy(() -> account.verify(assertion, at(NOW))).isInstanceOf(RequestRefused.class);
    }

    @Test
    void refusesWhatIsOldOrSignedByAnotherKeyOrNotAtAll() throws Exception {
        String assertion = assertion(GOOD);
        assertThatThrownBy(() -> account.verify(assertion, at(NOW.plusSeconds(3601))))
                .isInstanceOf(RequestRefused.class);
        assertThatThrownBy(() -> account.verify(assertion.substring(0, assertion.lastIndexOf('.') + 1), at(NOW)))
                .isInstanceOf(RequestRefused.class);
        account.rotate();
        assertThatThrownBy(() -> account.verify(assertion, at(NOW))).isInstanceOf(RequestRefused.class);
    }

    private String assertion(String claims) throws GeneralSecurityException {
        String header = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\""
                + account.file().path("private_key_id").asText() + "\"}";
        String signed = encoded(header.getBytes(StandardCharsets.UTF_8)) + "."
                + encoded(claims.getBytes(StandardCharsets.UTF_8));
        Signature signer = Signature.getInstance("SHA256withRSA");
        signer.initSign(key());
        signer.update(signed.getBytes(StandardCharsets.UTF_8));
        return signed + "." + encoded(signer.sign());
    }

    private PrivateKey key() throws GeneralSecurityException {
        String base64 = account.file().path("private_key").asText().replaceAll("-----[A-Z ]+-----|\\s", "");
        return KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Clock at(Instant instant) {
        return Clock.fixed(instant, ZoneOffset.UTC);
    }
}
