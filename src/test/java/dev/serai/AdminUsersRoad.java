package dev.serai;

import static dev.serai.AdminClient.assertRefused;
import static dev.serai.AdminClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code /admin/v1/users} over HTTP; once for each kind of store. */
abstract class AdminUsersRoad extends AdminRoad {
    private static final String USERS = "/admin/v1/users";

    private JsonNode key(String owner, String more) {
        return admin.create("{\"name\":\"k\",\"owner\":\"" + owner + "\"" + more + "}");
    }

    private int models(JsonNode key) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/models"))
                        .header("Authorization", "Bearer " + key.path("secret").asText())
                        .build())
                .statusCode();
    }

    private List<String> names(String query) {
        List<String> names = new ArrayList<>();
        JsonNode page = ok(admin.get(USERS + query));
        while (true) {
            page.path("data").forEach(user -> names.add(user.path("name").asText()));
            if (!page.path("has_more").asBoolean()) {
                assertThat(page.path("next").isNull()).isTrue();
                return names;
            }
            page = ok(admin.get(USERS + query + "&after=" + page.path("next").asText()));
        }
    }

    @Test
    void usersAreTheOwnersOfKeys() {
        key("list-b", ",\"team\":\"list\",\"roles\":[\"viewer\"]");
        key("list-b", ",\"team\":\"more\",\"expires_at\":\"2099-01-01T00:00:00Z\"");
        JsonNode off = key("list-b", ",\"roles\":[\"admin\"]");
        ok(admin.post("/admin/v1/keys/" + off.path("id").asText() + "/disable", "{}"));
        key("list-ä/+ c", ",\"team\":\"list\"");
        key("list-a", ",\"team\":\"list\"");
        admin.create("{\"name\":\"nobody's\",\"team\":\"list\"}");
        JsonNode user = ok(admin.get(USERS + "/list-b"));
        assertThat(user.path("keys").asInt()).isEqualTo(3);
        assertThat(user.path("enabled_keys").asInt()).isEqualTo(2);
        assertThat(user.path("teams").toString()).isEqualTo("[\"list\",\"more\"]");
        assertThat(user.path("roles").toString()).as("of keys that are on").isEqualTo("[\"viewer\"]");
        assertThat(user.path("since").asText()).endsWith("Z");
        assertThat(names("?team=list&limit=1")).containsExactlyInAnyOrder("list-a", "list-b", "list-ä/+ c");
        assertThat(names("?team=more&limit=50")).containsExactly("list-b");
        assertThat(ok(admin.get(USERS + "/list-%C3%A4%2F+%20c")).path("name").asText())
                .isEqualTo("list-ä/+ c");
    }

    @Test
    void whoLeavesHasNothingAnyMore() throws Exception {
        JsonNode first = key("leaver", "");
        JsonNode second = key("leaver", ",\"roles\":[\"viewer\"]");
        JsonNode other = key("stayer", "");
        String codes = "/admin/v1/keys/" + first.path("id").asText() + "/totp";
        String code = json(admin.post(codes, "{}")).path("backup_codes").path(0).asText();
        HttpResponse<String> begun = gateway.post(
                "/auth/login",
                "{\"api_key\":\"" + first.path("secret").asText() + "\",\"totp_code\":\"" + code + "\"}");
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(200);
        assertThat(ok(admin.get(USERS + "/leaver")).path("sessions").asInt()).isOne();
        assertThat(ok(admin.get(USERS + "/leaver")).path("second_factors").asInt())
                .isOne();
        assertThat(models(second)).isEqualTo(200);
        JsonNode disabled = ok(admin.post(USERS + "/leaver/disable", ""));
        assertThat(disabled.path("disabled_keys").asInt()).isEqualTo(2);
        assertThat(disabled.path("ended_sessions").asInt()).isOne();
        assertThat(disabled.path("stopped_keys").asInt()).isZero();
        assertThat(disabled.path("enabled_keys").asInt()).isZero();
        assertThat(models(second)).as("here at once").isEqualTo(401);
        assertThat(models(other)).isEqualTo(200);
        assertThat(ok(admin.get(codes.replace("/totp", "/sessions"))).path("data"))
                .isEmpty();
        JsonNode audit = ok(admin.get("/admin/v1/audit?action=user.disabled&target=user:leaver"));
        assertThat(audit.path("data")).hasSize(1);
        assertThat(ok(admin.get("/admin/v1/audit?action=key.disabled&target=key:"
                                + first.path("id").asText()))
                        .path("data"))
                .hasSize(1);
        JsonNode again = ok(admin.post(USERS + "/leaver/disable", "{}"));
        assertThat(again.path("disabled_keys").asInt()).isZero();
    }

    @Test
    void whatTheirKeysMadeForOthersStopsWithThem() {
        JsonNode maker = key("maker", ",\"roles\":[\"admin\"]");
        JsonNode made = json(admin.as(maker.path("secret").asText())
                .post("/admin/v1/keys", "{\"name\":\"made\",\"owner\":\"app\"}"));
        assertThat(models(made)).isEqualTo(200);
        JsonNode disabled = ok(admin.post(USERS + "/maker/disable", "{}"));
        assertThat(disabled.path("stopped_keys").asInt()).isOne();
        assertThat(models(made)).isEqualTo(401);
    }

    @Test
    void whoMayNotDisableOneOfTheKeysDisablesNone() {
        JsonNode low = key("chief", "");
        key("chief", ",\"roles\":[\"admin\"]");
        JsonNode operator = key("op", ",\"roles\":[\"operator\"]");
        AdminClient asOperator = admin.as(operator.path("secret").asText());
        assertRefused(asOperator.post(USERS + "/chief/disable", "{}"), 403, "operation_not_allowed");
        assertThat(ok(admin.get(USERS + "/chief")).path("enabled_keys").asInt()).isEqualTo(2);
        assertThat(models(low)).isEqualTo(200);
    }

    @Test
    void whatIsWrongIsRefused() {
        assertRefused(admin.get(USERS + "/nobody"), 404, "user_not_found");
        assertRefused(admin.post(USERS + "/nobody/disable", "{}"), 404, "user_not_found");
        assertRefused(admin.post(USERS + "/nobody/disable", "{\"really\":true}"), 400, "unknown_parameter");
        assertRefused(
                admin.send("POST", USERS + "/nobody/disable", "{}", "If-Match", "\"a\""), 412, "precondition_failed");
        assertRefused(admin.get(USERS + "?owner=x"), 400, "unknown_parameter");
        assertRefused(admin.get(USERS + "?limit=0"), 400, "invalid_value");
        assertRefused(admin.get(USERS + "?team="), 400, "invalid_value");
        assertRefused(admin.get(USERS + "?team=%00"), 400, "malformed_request");
        assertRefused(admin.get(USERS + "/%00"), 400, "malformed_request");
        assertRefused(admin.post(USERS + "/a%00/disable", "{}"), 400, "malformed_request");
        // No Base64, NUL, a line break, no UTF-8, and more than any name has.
        for (String after : List.of("%21", "AA", "Cg", "gICA", "YWFh".repeat(34))) {
            assertRefused(admin.get(USERS + "?after=" + after), 400, "invalid_value");
        }
        assertThat(admin.post(USERS + "/nobody", "{}").statusCode()).isEqualTo(405);
    }
}
