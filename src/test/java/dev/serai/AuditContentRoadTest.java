package dev.serai;

import static dev.serai.AdminClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.audit.AuditContents;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.store.Store;
import dev.serai.store.StoreAddress;
import dev.serai.store.TestingPostgres;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prompts and answers of a key that wants them kept, and of one that does not, on both kinds of store. */
@Timeout(120)
class AuditContentRoadTest {
    private static final String OF_ALICE = "prompt-canary-of-alice";
    private static final String OF_BOB = "prompt-canary-of-bob";
    private static final String ANSWER = "answer-canary";

    @TempDir
    Path folder;

    private RunningGateway gateway;
    private AdminClient admin;
    private LedgerRows rows;
    private String tables;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void areKeptSealedForWhoeverWantsIt(boolean postgres) throws Exception {
        StoreAddress address = postgres
                ? new StoreAddress(TestingPostgres.database(), null)
                : StoreAddress.ofFile(folder.resolve("serai.db"));
        tables = postgres
                ? "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'"
                : "SELECT name FROM sqlite_master WHERE type = 'table'";
        rows = new LedgerRows(address.url());
        try (FakeOpenAi openai = FakeOpenAi.start();
                RunningGateway started = RunningGateway.start(variables(openai, address))) {
            gateway = started;
            admin = AdminClient.of(gateway);
            JsonNode alice = admin.create("{\"name\":\"alice\"}");
            JsonNode bob = admin.create("{\"name\":\"bob\",\"audit_content\":true}");
            assertThat(alice.path("audit_content").asBoolean(true)).isFalse();
            assertThat(bob.path("audit_content").asBoolean()).isTrue();
            askEverything(openai, alice, OF_ALICE);
            askEverything(openai, bob, OF_BOB);
            List<JsonNode> kept = kept(3);
            assertNobodyElseHasIt(alice);
            readBack(kept, bob);
            assertRefusedToOthers(kept.get(0));
            keepWhatNobodyPaysFor(bob);
            switchOff(bob);
            goAndLeaveTheChainWhole(kept, address);
        }
    }

    private static Map<String, String> variables(FakeOpenAi openai, StoreAddress address) {
        Map<String, String> variables = new HashMap<>(openai.environment());
        variables.put("AUTH_ENABLED", "true");
        variables.put("HOST", "127.0.0.1");
        variables.put("ADMIN_API_KEY", AdminClient.KEY);
        variables.put("DATABASE_URL", address.url());
        variables.put("KEY_PEPPER", "pepper-canary-0123456789-abcdefghijkl");
        return variables;
    }

    private void askEverything(FakeOpenAi openai, JsonNode key, String prompt) {
        List.of(openai.text(ANSWER), openai.stream(ANSWER), openai.text(ANSWER)).forEach(openai::enqueue);
        String messages = "\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}";
        ask(key, "/v1/chat/completions", "{\"model\":\"gpt-4o\"," + messages);
        ask(key, "/v1/chat/completions", "{\"model\":\"gpt-4o\",\"stream\":true," + messages);
        ask(key, "/providers/openai/v1/chat/completions", "{\"model\":\"gpt-4o\"," + messages);
    }

    /** An error is an answer too, and what costs nothing a request. */
    private void keepWhatNobodyPaysFor(JsonNode bob) throws InterruptedException {
        String prompt = ",\"messages\":[{\"role\":\"user\",\"content\":\"" + OF_BOB + "\"}]}";
        String unknown = "{\"model\":\"nothing-like-it\"" + prompt;
        HttpResponse<String> refused = send(bob, "/v1/chat/completions", unknown);
        assertThat(refused.statusCode()).isEqualTo(404);
        JsonNode error = json(admin.get(content(kept(4).get(0))));
        assertThat(error.path("request").asText()).isEqualTo(unknown);
        assertThat(error.path("answer").asText()).isEqualTo(refused.body());
        String counted = "{\"model\":\"gpt-4o\"" + prompt;
        ask(bob, "/v1/messages/count_tokens", counted);
        JsonNode count = json(admin.get(content(kept(5).get(0))));
        assertThat(count.path("request").asText()).isEqualTo(counted);
        assertThat(count.path("answer").asText()).contains("input_tokens");
    }

    private void ask(JsonNode key, String path, String body) {
        HttpResponse<String> answer = send(key, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private HttpResponse<String> send(JsonNode key, String path, String body) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + path))
                .header("content-type", "application/json")
                .header("authorization", "Bearer " + key.path("secret").asText())
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** The rows that tell of texts, the newest first, once there are so many. */
    private List<JsonNode> kept(int count) throws InterruptedException {
        JsonNode list;
        do {
            Thread.sleep(50);
            list = json(admin.get("/admin/v1/audit?action=" + AuditContents.KEPT))
                    .path("data");
        } while (list.size() < count);
        List<JsonNode> kept = new ArrayList<>();
        list.forEach(kept::add);
        assertThat(kept).hasSize(count);
        return kept;
    }

    /** Of alice there is nothing, of bob nothing that can be read without the pepper. */
    private void assertNobodyElseHasIt(JsonNode alice) {
        StringBuilder database = new StringBuilder();
        for (Map<String, Object> table : rows.query(tables)) {
            database.append(rows.query("SELECT * FROM " + table.get("name")));
        }
        assertThat(database.toString()).doesNotContain(OF_ALICE, OF_BOB, ANSWER);
        assertThat(rows.query(
                        "SELECT id FROM audit_content WHERE actor = ?",
                        "key:" + alice.path("id").asText()))
                .isEmpty();
    }

    private void readBack(List<JsonNode> kept, JsonNode bob) {
        for (JsonNode row : kept) {
            assertThat(row.at("/details/status").asText()).isEqualTo("200");
            assertThat(row.at("/details/provider").asText()).isEqualTo("openai");
            assertThat(row.path("request_id").asText()).startsWith("req_");
            JsonNode content = json(admin.get(content(row)));
            assertThat(content.path("actor").asText())
                    .isEqualTo("key:" + bob.path("id").asText());
            assertThat(content.path("request").asText()).contains(OF_BOB).doesNotContain(OF_ALICE);
            assertThat(content.path("answer").asText()).contains(ANSWER);
            assertThat(content.path("request_cut").asBoolean(true)).isFalse();
        }
        assertThat(json(admin.get(content(kept.get(1)))).path("answer").asText())
                .startsWith("data: {")
                .contains("data: [DONE]");
        assertThat(json(admin.get("/admin/v1/audit?action=content.read"))
                        .at("/data/0/target")
                        .asText())
                .isEqualTo("content:" + kept.get(1).path("id").asText());
    }

    private void assertRefusedToOthers(JsonNode row) {
        for (String role : List.of("viewer", "operator")) {
            String key = admin.create("{\"name\":\"" + role + "\",\"roles\":[\"" + role + "\"]}")
                    .path("secret")
                    .asText();
            AdminClient.assertRefused(admin.as(key).get(content(row)), 403, "operation_not_allowed");
        }
    }

    private void switchOff(JsonNode bob) {
        String path = "/admin/v1/keys/" + bob.path("id").asText();
        AdminClient.assertRefused(admin.patch(path, "{\"audit_content\":\"no\"}"), 400, "invalid_type");
        assertThat(json(admin.patch(path, "{\"audit_content\":false}"))
                        .path("audit_content")
                        .asBoolean(true))
                .isFalse();
        assertThat(json(admin.get("/admin/v1/audit?action=key.changed"))
                        .at("/data/0/details/audit_content")
                        .asText())
                .isEqualTo("false");
    }

    private void goAndLeaveTheChainWhole(List<JsonNode> kept, StoreAddress address) {
        assertThat(admin.delete(content(kept.get(0))).statusCode()).isEqualTo(200);
        AdminClient.assertRefused(admin.get(content(kept.get(0))), 404, "content_not_found");
        assertThat(json(admin.get("/admin/v1/audit/verify")).path("intact").asBoolean())
                .isTrue();
        try (Store store = Store.open(address)) {
            store.write(statements -> statements.update(
                    "UPDATE audit_content SET sealed = 'AAAA' WHERE id = ?",
                    kept.get(1).path("id").asText()));
            assertThat(json(admin.get("/admin/v1/audit/verify")).path("faults").toString())
                    .contains("was changed after it was written");
            AdminClient.assertRefused(admin.get(content(kept.get(1))), 503, "content_unreadable");
            assertThat(store.<Integer>write(statements -> AuditContents.deleteBefore(statements, Long.MAX_VALUE)))
                    .isEqualTo(4);
        }
        assertThat(json(admin.get("/admin/v1/audit/verify")).path("intact").asBoolean())
                .isTrue();
    }

    private static String content(JsonNode row) {
        return "/admin/v1/audit/" + row.path("id").asText() + "/content";
    }
}
