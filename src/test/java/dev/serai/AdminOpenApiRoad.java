package dev.serai;

import static dev.serai.AdminClient.assertRefused;
import static dev.serai.AdminClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.serai.auth.Role;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What /openapi.json says of the admin API: who may do what, and how it is answered. */
abstract class AdminOpenApiRoad extends AdminRoad {
    private static final String UNKNOWN = "0123456789ab";

    private final Map<Role, String> keys = new HashMap<>();
    private String document;

    @BeforeAll
    void makeKeys() {
        document = gateway.get("/openapi.json").body();
        for (Role role : Role.values()) {
            keys.put(
                    role,
                    admin.create("{\"name\":\"k\",\"roles\":[\"" + role.text() + "\"]}")
                            .path("secret")
                            .asText());
        }
    }

    /** A request that changes nothing: what it names is not there, or what it sends is no field. */
    private static HttpResponse<String> asked(AdminClient client, String method, String path) {
        boolean bodied = List.of("post", "patch", "put").contains(method);
        return client.send(
                method.toUpperCase(Locale.ROOT),
                path.replaceAll("\\{\\w+}", UNKNOWN) + (method.equals("get") ? "?model=sandbox-echo" : ""),
                bodied ? "{\"no_such_field\":1}" : null);
    }

    @TestFactory
    Stream<DynamicTest> everyOperationTakesTheRoleThatItSays() {
        return json(gateway.get("/openapi.json")).path("paths").properties().stream()
                .filter(path -> path.getKey().startsWith("/admin/"))
                .flatMap(path -> path.getValue().properties().stream()
                        .filter(operation -> operation.getValue().has("operationId"))
                        .map(operation -> DynamicTest.dynamicTest(
                                operation.getKey() + " " + path.getKey(),
                                () -> assertMatrix(operation.getKey(), path.getKey(), operation.getValue()))));
    }

    private void assertMatrix(String method, String path, JsonNode operation) {
        assertRefused(asked(admin.as(null), method, path), 401, "invalid_api_key");
        assertRefused(asked(admin.as("srk_live_wrong"), method, path), 401, "invalid_api_key");
        String said = operation.path("description").asText();
        Role needed = Role.of(said.replace("Takes the role ", "").replace(".", ""));
        assertThat(needed).as(said).isNotNull();
        for (Role role : Role.values()) {
            HttpResponse<String> answer = asked(admin.as(keys.get(role)), method, path);
            if (role.compareTo(needed) < 0) {
                assertRefused(answer, 403, "operation_not_allowed");
            } else {
                assertThat(answer.statusCode()).as(answer.body()).isNotIn(401, 403, 405, 500, 503);
            }
        }
    }

    @Test
    void answersAreWhatItSaysTheyAre() {
        HttpResponse<String> made =
                admin.post("/admin/v1/keys", "{\"name\":\"x\",\"expires_at\":\"2099-01-01T00:00:00Z\"}");
        valid("MintedKey", made);
        String path = "/admin/v1/keys/" + json(made).path("id").asText();
        valid("Key", admin.get(path));
        valid("Key", admin.patch(path, "{\"owner\":\"y\"}"));
        valid("DisabledKey", admin.post(path + "/disable", "{}"));
        valid("Error", admin.post(path + "/rotate", "{}"));
        valid("Key", admin.post(path + "/enable", "{}"));
        valid("MintedKey", admin.post(path + "/rotate", "{}"));
        valid("KeyList", admin.get("/admin/v1/keys?limit=1"));
        valid("Deleted", admin.delete(path));
        valid("Error", admin.get(path));
        String other =
                "/admin/v1/keys/" + admin.create("{\"name\":\"z\"}").path("id").asText();
        valid("TotpEnrolment", admin.post(other + "/totp", "{}"));
        valid("BackupCodes", admin.post(other + "/totp/codes", "{}"));
        valid("Totp", admin.post(other + "/totp/unlock", "{}"));
        valid("Totp", admin.get(other + "/totp"));
        valid("DeletedTotp", admin.delete(other + "/totp"));
        String said = "{\"limits\":{\"models\":{\"gpt*\":{\"requests_per_minute\":1}}},"
                + "\"budgets\":[{\"period\":\"day\",\"limit_usd\":\"1\"}]}";
        valid("Team", admin.send("PUT", "/admin/v1/teams/t", said));
        valid("Team", admin.get("/admin/v1/teams/t"));
        valid("TeamList", admin.get("/admin/v1/teams"));
        valid("DeletedTeam", admin.delete("/admin/v1/teams/t"));
        admin.create("{\"name\":\"u\",\"owner\":\"some-one\",\"roles\":[\"viewer\"]}");
        valid("User", admin.get("/admin/v1/users/some-one"));
        valid("UserList", admin.get("/admin/v1/users?limit=1"));
        valid("DisabledUser", admin.post("/admin/v1/users/some-one/disable", "{}"));
        valid("AuditList", admin.get("/admin/v1/audit"));
        valid("AuditHead", admin.get("/admin/v1/audit/head"));
        valid("AuditReport", admin.get("/admin/v1/audit/verify"));
        valid("UsageReport", admin.get("/admin/v1/usage?by=key,day"));
        valid("ProviderList", admin.get("/admin/v1/providers"));
        valid("MappedModelList", admin.get("/admin/v1/models"));
        valid("Plan", admin.get("/admin/v1/routes?model=gpt-4"));
        valid("Configuration", admin.post("/admin/v1/reload", "{}"));
        valid("Configuration", admin.get("/admin/v1/configuration"));
    }

    /** Row T22 for sessions: whoever looks after keys sees who has logged in with one, and ends it. */
    @Test
    void sessionsOfAKeyAreListedAndEnded() {
        JsonNode key = admin.create("{\"name\":\"alice\"}");
        String path = "/admin/v1/keys/" + key.path("id").asText();
        JsonNode codes = json(admin.post(path + "/totp", "{}")).path("backup_codes");
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> begun = gateway.post(
                    "/auth/login",
                    "{\"api_key\":\"" + key.path("secret").asText() + "\",\"totp_code\":\""
                            + codes.get(i).asText() + "\"}");
            assertThat(begun.statusCode()).as(begun.body()).isEqualTo(200);
            tokens.add(json(begun).path("session_token").asText());
        }
        HttpResponse<String> listed = admin.get(path + "/sessions");
        valid("AdminSessionList", listed);
        assertThat(json(listed).path("data")).hasSize(3);
        tokens.forEach(token -> assertThat(listed.body()).doesNotContain(token));
        String one = path + "/sessions/" + json(listed).at("/data/0/id").asText();
        assertRefused(admin.as(keys.get(Role.VIEWER)).delete(one), 403, "operation_not_allowed");
        HttpResponse<String> ended = admin.as(keys.get(Role.OPERATOR)).delete(one);
        valid("EndedSessions", ended);
        assertThat(json(ended).path("ended").asInt()).isEqualTo(1);
        assertRefused(admin.delete(one), 404, "session_not_found");
        assertRefused(admin.delete(path + "/sessions/a/b"), 404, "unknown_url");
        assertThat(json(admin.get(path + "/sessions")).path("data")).hasSize(2);
        assertThat(json(admin.delete(path + "/sessions")).path("ended").asInt()).isEqualTo(2);
        assertThat(json(admin.delete(path + "/sessions")).path("ended").asInt()).isZero();
        assertThat(json(admin.get(path + "/sessions")).path("data")).isEmpty();
        // What admits callers is behind it in the chain, or before it.
        assertThat(json(admin.get("/admin/v1/audit?limit=50")).path("data").findValuesAsText("action"))
                .contains("session.ended", "sessions.ended");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'default_max_tokens':10000001",
                "'limits':{'requests_per_minute':1000000000001}",
                "'limits':{'models':{'gpt-4o*':{'parallel_streams':1000000000001}}}",
                "'metadata':{'0123456789012345678901234567890123456789012345678901234567890123x':'y'}"
            })
    void whatItDescribesAsTooMuchIsRefused(String field) {
        String body = "{\"name\":\"a\"," + field.replace('\'', '"') + "}";
        assertThat(admin.post("/admin/v1/keys", body).statusCode()).isEqualTo(400);
        assertThat(described("NewKey").validate(body, InputFormat.JSON)).hasSize(1);
        assertThat(described("KeyChange").validate(body, InputFormat.JSON)).hasSize(1);
    }

    @Test
    void whatIsNotThereIsAmongTheAnswersThatItDescribes() {
        String path = "/admin/v1/audit/" + UNKNOWN + "/content";
        assertRefused(admin.get(path), 404, "content_not_found");
        assertRefused(admin.delete(path), 404, "content_not_found");
        assertThat(json(gateway.get("/openapi.json"))
                        .path("paths")
                        .path("/admin/v1/audit/{id}/content")
                        .findValues("responses"))
                .hasSize(2)
                .allMatch(responses -> responses.has("404"));
    }

    private void valid(String schema, HttpResponse<String> answer) {
        assertThat(described(schema).validate(answer.body(), InputFormat.JSON))
                .as(schema + ": " + answer.body())
                .isEmpty();
    }

    /** OpenAPI 3.1 describes bodies by JSON Schema 2020-12. */
    private Schema described(String schema) {
        String id = "https://serai.dev/openapi.json";
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(id, document)));
        return registry.getSchema(SchemaLocation.of(id + "#/components/schemas/" + schema));
    }
}
