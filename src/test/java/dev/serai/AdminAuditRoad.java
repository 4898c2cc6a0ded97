package dev.serai;

import static dev.serai.AdminClient.assertRefused;
import static dev.serai.AdminClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.config.Settings;
import dev.serai.store.Store;
import dev.serai.store.StoreAddress;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Promise P19 over the admin API: each change leaves a row, and what can't leave one does not happen; once for each kind of store. */
abstract class AdminAuditRoad {
    private static final String NAME = "name-canary-3e9d51c7";

    private StoreAddress address;
    private RunningGateway gateway;
    private AdminClient admin;

    /** An empty one. */
    abstract Map<String, String> store();

    @BeforeEach
    void start() {
        Map<String, String> variables = new HashMap<>(store());
        variables.put("ADMIN_API_KEY", AdminClient.KEY);
        address = StoreAddress.of(Settings.only(variables));
        gateway = RunningGateway.start(variables);
        admin = AdminClient.of(gateway);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private JsonNode got(String path) {
        HttpResponse<String> answer = admin.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    private static void done(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
    }

    /** Everything that changes something, once. */
    private List<HttpResponse<String>> changes(String key, String other) {
        String path = "/admin/v1/keys/" + key;
        List<HttpResponse<String>> answers = new ArrayList<>();
        answers.add(admin.post("/admin/v1/keys", "{\"name\":\"" + NAME + "\"}"));
        answers.add(admin.patch(path, "{\"team\":\"t\",\"metadata\":{\"secret\":\"metadata-canary\"}}"));
        answers.add(admin.post(path + "/disable", "{}"));
        answers.add(admin.post(path + "/enable", "{}"));
        answers.add(admin.post(path + "/totp", "{}"));
        answers.add(admin.post(path + "/totp/codes", "{}"));
        answers.add(admin.post(path + "/totp/unlock", "{}"));
        answers.add(admin.delete(path + "/totp"));
        answers.add(admin.post(path + "/rotate", "{}"));
        answers.add(admin.delete("/admin/v1/keys/" + other));
        answers.add(admin.send("PUT", "/admin/v1/teams/t", "{\"limits\":{\"requests_per_minute\":1}}"));
        answers.add(admin.delete("/admin/v1/teams/t"));
        answers.add(admin.post("/admin/v1/reload", "{}"));
        return answers;
    }

    @Test
    void eachChangeLeavesARowThatSaysWhoDidItAndTheChainHolds() {
        String key = admin.create("{\"name\":\"alice\"}").path("id").asText();
        String other = admin.create("{\"name\":\"bob\"}").path("id").asText();
        List<HttpResponse<String>> answers = changes(key, other);
        answers.forEach(AdminAuditRoad::done);
        JsonNode list = got("/admin/v1/audit?limit=100");
        List<String> actions = list.path("data").findValuesAsText("action");
        assertThat(actions)
                .containsSubsequence(
                        "configuration.reload_requested",
                        "team.deleted",
                        "team.changed",
                        "key.deleted",
                        "key.rotated",
                        "key.totp_disabled",
                        "key.totp_unlocked",
                        "key.backup_codes_renewed",
                        "key.totp_enrolled",
                        "key.enabled",
                        "key.disabled",
                        "key.changed",
                        "key.created",
                        "key.created",
                        "key.created");
        for (JsonNode row : list.path("data")) {
            if (!row.path("action").asText().matches("(?:key|team)\\..*|configuration.reload_requested")) {
                continue; // What the gateway has gathered by itself comes into the chain once a second.
            }
            assertThat(row.path("actor").asText()).as(row.toString()).isEqualTo("key:admin-api-key");
            assertThat(row.path("address").asText()).isEqualTo("127.0.0.1");
            assertThat(row.path("request_id").asText()).startsWith("req_");
        }
        String told = list.toString();
        assertThat(told).doesNotContain(AdminClient.KEY, "metadata-canary", "srk_live_", "otpauth");
        JsonNode head = got("/admin/v1/audit/head");
        assertThat(head.path("seq").asLong())
                .isGreaterThanOrEqualTo(list.at("/data/0/seq").asLong());
        JsonNode report = got("/admin/v1/audit/verify?head=" + head.path("seq").asText() + ":"
                + head.path("hash").asText());
        assertThat(report.path("intact").asBoolean()).as(report.toString()).isTrue();
        assertThat(report.path("rows").asLong())
                .isGreaterThanOrEqualTo(list.path("data").size());
        JsonNode missing = got("/admin/v1/audit/verify?head=1:" + "0".repeat(64));
        assertThat(missing.path("intact").asBoolean()).isFalse();
        assertThat(missing.path("faults")).isNotEmpty();
        assertRefused(admin.get("/admin/v1/audit/verify?head=x"), 400, "invalid_value");
        assertRefused(admin.get("/admin/v1/audit/verify?head="), 400, "invalid_value");
        assertRefused(admin.get("/admin/v1/audit?actor="), 400, "invalid_value");
    }

    @Test
    void theAuditComesInPagesAndByWhatIsAskedFor() {
        String key = admin.create("{\"name\":\"alice\"}").path("id").asText();
        for (int i = 0; i < 4; i++) {
            done(admin.post("/admin/v1/keys/" + key + "/disable", "{}"));
        }
        List<String> seen = new ArrayList<>();
        String before = "";
        do {
            JsonNode page = got("/admin/v1/audit?limit=2" + before);
            seen.addAll(page.path("data").findValuesAsText("seq"));
            before = page.path("has_more").asBoolean()
                    ? "&before=" + page.path("next").asText()
                    : null;
        } while (before != null);
        // What the gateway has gathered by itself may be among them.
        assertThat(seen)
                .hasSizeGreaterThanOrEqualTo(5)
                .isSortedAccordingTo(Comparator.comparing(Long::valueOf, Comparator.reverseOrder()))
                .doesNotHaveDuplicates()
                .endsWith("1");
        assertThat(got("/admin/v1/audit?action=key.created").path("data")).hasSize(1);
        assertThat(got("/admin/v1/audit?target=key:" + key + "&actor=key:admin-api-key")
                        .path("data"))
                .hasSize(5);
        assertThat(got("/admin/v1/audit?to=2020-01-01").path("data")).isEmpty();
        assertThat(got("/admin/v1/audit?from=2020-01-01").path("data")).hasSizeGreaterThanOrEqualTo(5);
        assertRefused(admin.get("/admin/v1/audit?before=0"), 400, "invalid_value");
        for (String from : List.of("long-ago", "-999999999-01-01", "%2B999999999-12-31", "1969-12-31")) {
            assertRefused(admin.get("/admin/v1/audit?from=" + from), 400, "invalid_value");
        }
        assertRefused(admin.get("/admin/v1/audit?to=%2B999999999-12-31"), 400, "invalid_value");
        assertRefused(admin.get("/admin/v1/audit?user=x"), 400, "unknown_parameter");
    }

    @Test
    void whatCannotBeAuditedDoesNotHappen() {
        String key = admin.create("{\"name\":\"alice\"}").path("id").asText();
        String other = admin.create("{\"name\":\"bob\"}").path("id").asText();
        done(admin.post("/admin/v1/keys/" + key + "/totp", "{}"));
        done(admin.send("PUT", "/admin/v1/teams/t", "{}"));
        JsonNode keys = got("/admin/v1/keys");
        JsonNode teams = got("/admin/v1/teams");
        JsonNode totp = got("/admin/v1/keys/" + key + "/totp");
        EverythingLogged log = new EverythingLogged();
        log.begin();
        try (Store store = Store.open(address)) {
            store.write(statements -> statements.update("ALTER TABLE audit RENAME TO audit_is_away"));
            for (HttpResponse<String> answer : changes(key, other)) {
                assertRefused(answer, 503, "store_unavailable");
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            }
            store.write(statements -> statements.update("ALTER TABLE audit_is_away RENAME TO audit"));
        } finally {
            log.end();
        }
        log.assertHolds(List.of(NAME));
        assertThat(got("/admin/v1/keys")).isEqualTo(keys);
        assertThat(got("/admin/v1/teams")).isEqualTo(teams);
        assertThat(got("/admin/v1/keys/" + key + "/totp")).isEqualTo(totp);
        assertThat(got("/admin/v1/configuration").path("reloads")).isEmpty();
        done(admin.post("/admin/v1/keys/" + key + "/disable", "{}"));
        assertThat(got("/admin/v1/audit/verify").path("intact").asBoolean()).isTrue();
    }
}
