package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.camel.support.RouteWatcherReloadStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** configs/application-dev.properties: what docs/how-to/change-a-route.md starts the gateway with. */
class DevProfileTest {
    private static final String PROFILE = "camel.main.profile";

    @BeforeEach
    void chooseTheProfile() {
        System.setProperty(PROFILE, "dev");
    }

    @AfterEach
    void chooseNone() {
        System.clearProperty(PROFILE);
    }

    @Test
    void routesAreWatchedAndAnswersStayWhole() {
        try (RunningGateway gateway = RunningGateway.start(Map.of())) {
            assertThat(gateway.get("/health").body()).isEqualTo("{\"status\":\"ok\"}");
            assertThat(gateway.chat(
                                    "{\"model\":\"sandbox-echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}")
                            .body())
                    .contains("\"content\":\"Hello\"");
            assertThat(gateway.gateway().camel().hasService(RouteWatcherReloadStrategy.class))
                    .isNotNull();
        }
    }
}
