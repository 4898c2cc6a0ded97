package dev.serai;

import static dev.serai.AdminClient.assertRefused;
import static dev.serai.AdminClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the admin API says of providers, models, plans and the configuration, and how it has that loaded anew. */
class AdminGatewayRoadTest {
    private static final String PROVIDER_KEY = "provider-key-canary-0123456789";
    private static final String MAPPING = """
            model_mappings:
              one:
                description: the first
                default_provider: local
                providers:
                  local: {model: m-1}
                  openai: {model: m-2}
            providers:
              local: {type: openai, base_url: "http://127.0.0.1:9/v1", api_key: "%s"}
              openai: {}
            """.formatted(PROVIDER_KEY);

    @TempDir
    Path folder;

    private Path mapping;
    private RunningGateway gateway;
    private AdminClient admin;

    @BeforeEach
    void start() throws IOException {
        mapping = Files.writeString(folder.resolve("mapping.yaml"), MAPPING);
        gateway = RunningGateway.start(Map.of(
                "MODEL_MAPPING_CONFIG",
                mapping.toString(),
                "DATABASE_URL",
                "jdbc:sqlite:" + folder.resolve("serai.db"),
                "ADMIN_API_KEY",
                AdminClient.KEY));
        admin = AdminClient.of(gateway);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private JsonNode got(String path) {
        HttpResponse<String> answer = admin.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain(PROVIDER_KEY, AdminClient.KEY);
        return json(answer);
    }

    private static JsonNode named(JsonNode list, String field, String name) {
        for (JsonNode each : list.path("data")) {
            if (each.path(field).asText().equals(name)) {
                return each;
            }
        }
        throw new AssertionError(name + " is not in " + list);
    }

    @Test
    void providersAreToldWithTheirHealth() {
        JsonNode providers = got("/admin/v1/providers");
        JsonNode local = named(providers, "name", "local");
        assertThat(local.path("type").asText()).isEqualTo("openai");
        assertThat(local.path("breaker").asText()).isEqualTo("closed");
        JsonNode openai = named(providers, "name", "openai");
        assertThat(openai.path("status").asText()).isEqualTo("unconfigured");
        assertThat(openai.path("missing").toString()).contains("OPENAI_API_KEY");
        assertRefused(admin.get("/admin/v1/providers?x=y"), 400, "unknown_parameter");
    }

    @Test
    void modelsAreToldWithWhoServesThem() {
        JsonNode one = named(got("/admin/v1/models"), "id", "one");
        assertThat(one.path("description").asText()).isEqualTo("the first");
        assertThat(one.path("status").asText()).isEqualTo("active");
        assertThat(one.at("/targets/0/provider").asText()).isEqualTo("local");
        assertThat(one.at("/targets/0/model").asText()).isEqualTo("m-1");
        assertThat(one.at("/targets/0/configured").asBoolean()).isTrue();
        assertThat(one.at("/targets/1/configured").asBoolean()).isFalse();
    }

    @Test
    void aModelsPlanIsToldWithTheReasonForEachPlace() {
        JsonNode plan = got("/admin/v1/routes?model=one");
        assertThat(plan.at("/targets/0/provider").asText()).isEqualTo("local");
        assertThat(plan.at("/targets/0/state").asText()).isEqualTo("ready");
        assertThat(plan.at("/targets/1/state").asText()).isEqualTo("unconfigured");
        assertRefused(admin.get("/admin/v1/routes"), 400, "missing_required_parameter");
        assertRefused(admin.get("/admin/v1/routes?model=nothing"), 404, "model_not_found");
        assertRefused(admin.get("/admin/v1/routes?model=one&model=two"), 400, "invalid_value");
    }

    @Test
    void aChangedConfigurationIsInUseWhenTheReloadAnswers() throws IOException {
        JsonNode before = got("/admin/v1/configuration");
        assertThat(before.path("models").asInt()).isEqualTo(1);
        assertThat(before.path("reloads")).isEmpty();
        assertThat(before.path("last_reload_successful").asBoolean()).isTrue();
        assertThat(before.at("/files/0/path").asText()).isEqualTo(mapping.toString());
        Files.writeString(mapping, MAPPING.replace("one:", "two: {providers: {local: {model: m-3}}}\n  one:"));
        HttpResponse<String> reloaded = admin.send("POST", "/admin/v1/reload", null);
        assertThat(reloaded.statusCode()).as(reloaded.body()).isEqualTo(200);
        JsonNode report = json(reloaded);
        assertThat(report.path("models").asInt()).isEqualTo(2);
        assertThat(report.at("/reloads/0/part").asText()).isEqualTo("mapping");
        assertThat(report.at("/reloads/0/taken").asBoolean()).isTrue();
        assertThat(report.at("/files/0/sha256")).isNotEqualTo(before.at("/files/0/sha256"));
        assertThat(admin.get("/admin/v1/routes?model=two").statusCode()).isEqualTo(200);
    }

    @Test
    void aConfigurationThatIsWrongIsRefusedWithEveryProblem() throws IOException {
        Files.writeString(mapping, MAPPING.replace("m-1", "m-1, wieght: 3").replace("the first", "[1]"));
        HttpResponse<String> reloaded = admin.post("/admin/v1/reload", "{}");
        assertThat(reloaded.statusCode()).as(reloaded.body()).isEqualTo(200);
        JsonNode report = json(reloaded);
        assertThat(report.path("last_reload_successful").asBoolean()).isFalse();
        assertThat(report.at("/reloads/0/taken").asBoolean()).isFalse();
        assertThat(report.at("/reloads/0/problems")).hasSize(2);
        assertThat(report.at("/reloads/0/problems").toString()).contains("wieght");
        assertThat(got("/admin/v1/routes?model=one").at("/targets/0/model").asText())
                .as("the old one stays")
                .isEqualTo("m-1");
        assertThat(got("/admin/v1/configuration").path("last_reload_successful").asBoolean())
                .isFalse();
        assertRefused(admin.post("/admin/v1/reload", "{\"force\":true}"), 400, "unknown_parameter");
    }
}
