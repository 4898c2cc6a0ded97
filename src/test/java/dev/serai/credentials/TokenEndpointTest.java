package dev.serai.credentials;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.fakes.EndlessAnswer;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TokenEndpointTest {
    @Test
    @Timeout(60)
    void anAnswerThatNeverEndsKeepsNobodyWaitingForATokenForEver() throws Exception {
        try (EndlessAnswer endless = EndlessAnswer.start()) {
            assertThatThrownBy(() -> new TokenEndpoint(Clock.systemUTC()).post(endless.address(), Map.of()))
                    .isInstanceOf(HttpTimeoutException.class);
            endless.awaitLeft();
        }
    }
}
