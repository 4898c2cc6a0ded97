package dev.serai.auth.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import dev.serai.MovableClock;
import dev.serai.fakes.FakeIssuer;
import dev.serai.fakes.SignedToken;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When an issuer is asked for its keys, and when it is left alone; nothing is renewed beside the tests. */
class SigningKeysTest {
    private final MovableClock clock = new MovableClock();
    private final FakeIssuer issuer = FakeIssuer.start();
    private final SigningKeys keys = new SigningKeys(URI.create(issuer.jwksUrl()), clock);

    @AfterEach
    void stop() {
        keys.close();
        issuer.close();
    }

    private List<JWK> find(String id) throws KeySourceException {
        return keys.get(new JWKSelector(new JWKMatcher.Builder().keyID(id).build()), null);
    }

    @Test
    void aKnownKeyIsAskedForOnce() throws KeySourceException {
        assertThat(keys.usable()).isFalse();
        assertThat(find("rsa-1")).hasSize(1);
        assertThat(find("rsa-1")).hasSize(1);
        assertThat(find("ec-1")).hasSize(1);
        assertThat(keys.usable()).isTrue();
        assertThat(issuer.asked()).isEqualTo(1);
    }

    @Test
    void unknownKeysDoNotHammerTheIssuer() throws KeySourceException {
        assertThat(find("rsa-1")).hasSize(1);
        clock.forward(Duration.ofSeconds(5));
        for (int i = 0; i < 50; i++) {
            assertThat(find("unknown-" + i)).isEmpty();
        }
        assertThat(issuer.asked()).isEqualTo(2);
        issuer.add("rsa-2", SignedToken.rsa(2048));
        assertThat(find("rsa-2")).as("for a few seconds").isEmpty();
        clock.forward(Duration.ofSeconds(5));
        assertThat(find("rsa-2")).hasSize(1);
        assertThat(issuer.asked()).isEqualTo(3);
    }

    @Test
    void aKeyThatIsPublishedNoMoreIsGoneWithTheNextLook() throws KeySourceException {
        assertThat(find("ec-1")).hasSize(1);
        issuer.remove("ec-1");
        clock.forward(Duration.ofSeconds(5));
        assertThat(find("unknown")).isEmpty();
        assertThat(find("ec-1")).isEmpty();
    }

    @Test
    void knownKeysGoOnForADayWithoutTheIssuer() throws KeySourceException {
        assertThat(find("rsa-1")).hasSize(1);
        issuer.down(true);
        clock.forward(Duration.ofHours(23));
        assertThat(find("rsa-1")).hasSize(1);
        assertThatThrownBy(() -> find("unknown")).isInstanceOf(KeySourceException.class);
        int asked = issuer.asked();
        assertThatThrownBy(() -> find("unknown")).isInstanceOf(KeySourceException.class);
        assertThat(issuer.asked()).isEqualTo(asked);
        clock.forward(Duration.ofHours(1));
        assertThat(keys.usable()).isFalse();
        assertThatThrownBy(() -> find("rsa-1")).isInstanceOf(KeySourceException.class);
        issuer.down(false);
        clock.forward(Duration.ofSeconds(5));
        assertThat(find("rsa-1")).hasSize(1);
    }

    @Test
    void whileTheIssuerHangsTokensOfKnownKeysFindAThread() throws Exception {
        assertThat(find("rsa-1")).hasSize(1);
        clock.forward(Duration.ofSeconds(5));
        CountDownLatch gate = new CountDownLatch(1);
        issuer.holdBack(gate);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            // Six who want an unknown key: one asks, two wait, and three are told to come again.
            List<Future<?>> strangers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                strangers.add(threads.submit(() -> find("unknown")));
            }
            assertThat(threads.submit(() -> find("rsa-1")).get()).hasSize(1);
            assertThat(strangers.stream().filter(Future::isDone).count())
                    .as("nobody's thread was waited for")
                    .isLessThanOrEqualTo(3);
            gate.countDown();
            int refused = 0;
            for (Future<?> stranger : strangers) {
                try {
                    stranger.get();
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(KeySourceException.class);
                    refused++;
                }
            }
            assertThat(refused).isPositive();
            assertThat(issuer.asked()).isEqualTo(2);
        } finally {
            gate.countDown();
            threads.shutdownNow();
        }
    }

    @Test
    void keysThatAreTooShortAreNone() throws KeySourceException {
        issuer.add("rsa-short", SignedToken.rsa(1024));
        assertThat(find("rsa-short")).isEmpty();
        issuer.remove("rsa-1");
        issuer.remove("ec-1");
        clock.forward(Duration.ofSeconds(5));
        assertThatThrownBy(() -> find("rsa-2")).isInstanceOf(KeySourceException.class);
        assertThat(find("rsa-1")).as("a set of no use changes nothing").hasSize(1);
    }
}
