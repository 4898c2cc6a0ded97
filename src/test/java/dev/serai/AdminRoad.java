package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** A gateway with an admin API over one kind of store, and somebody who may do everything there: for all tests of a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AdminRoad {
    RunningGateway gateway;
    AdminClient admin;

    abstract Map<String, String> store();

    /** What the gateway is started with beside the store and the bootstrap key. */
    Map<String, String> settings() {
        return Map.of("AUTH_ENABLED", "true", "HOST", "127.0.0.1");
    }

    @BeforeAll
    void startGateway() {
        Map<String, String> variables = new HashMap<>(store());
        variables.putAll(settings());
        variables.put("ADMIN_API_KEY", AdminClient.KEY);
        gateway = RunningGateway.start(variables);
        admin = AdminClient.of(gateway);
    }

    @AfterAll
    void stopGateway() {
        gateway.close();
    }

    static JsonNode ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return AdminClient.json(answer);
    }
}
