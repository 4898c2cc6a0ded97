package dev.serai;

import static dev.serai.AdminClient.assertRefused;
import static dev.serai.AdminClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code /admin/v1/keys} over HTTP, and rows B85 and B86; once for each kind of store. */
abstract class AdminKeysRoad extends AdminRoad {
    private static final long LONGEST_NANOS = 60_000_000_000L;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Somebody who may make keys, and is held to something in everything. */
    private static final String HELD = """
            {'name':'held','roles':['admin'],'models':['gpt-4o*','claude-3-*'],'providers':['openai','anthropic'],
             'ip_ranges':['127.0.0.0/8'],'expires_at':'2099-01-01T00:00:00Z',
             'limits':{'requests_per_minute':600,'models':{'gpt-4o*':{'tokens_per_minute':5}}},
             'budgets':[{'period':'month','limit_usd':'10'}]}""".replace('\'', '"');

    @Override
    Map<String, String> settings() {
        return Map.of("AUTH_ENABLED", "true", "LEDGER_ENABLED", "false", "HOST", "127.0.0.1");
    }

    private HttpResponse<String> models(String key) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/models"))
                .header("Authorization", "Bearer " + key)
                .build());
    }

    private void until(int status, String key) {
        long end = System.nanoTime() + LONGEST_NANOS;
        HttpResponse<String> answer = models(key);
        while (answer.statusCode() != status && System.nanoTime() < end) {
            answer = models(key);
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    private static String tag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    @Test
    void aKeyThatIsMadeIsGoodAndItsSecretIsShownThisOnce() {
        HttpResponse<String> made = admin.post("/admin/v1/keys", """
                {"name":"alice","owner":"Alice A.","team":"research","models":["gpt-4o*"],"providers":["openai"],
                 "permissions":["native:all"],"ip_ranges":["127.0.0.0/8"],"metadata":{"ticket":"42"},
                 "expires_at":"2099-01-31T01:00:00+01:00"}""");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        JsonNode key = json(made);
        String id = key.path("id").asText();
        assertThat(made.headers().firstValue("Location")).contains("/admin/v1/keys/" + id);
        assertThat(made.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(key.path("secret").asText()).startsWith("srk_live_" + id);
        assertThat(models(key.path("secret").asText()).statusCode()).isEqualTo(200);
        HttpResponse<String> shown = admin.get("/admin/v1/keys/" + id);
        assertThat(shown.statusCode()).isEqualTo(200);
        assertThat(tag(shown)).isEqualTo(tag(made));
        assertThat(shown.body())
                .doesNotContain("secret", "hash", key.path("secret").asText());
        JsonNode kept = json(shown);
        assertThat(kept.path("name").asText()).isEqualTo("alice");
        assertThat(kept.path("owner").asText()).isEqualTo("Alice A.");
        assertThat(kept.path("team").asText()).isEqualTo("research");
        assertThat(kept.path("models").toString()).isEqualTo("[\"gpt-4o*\"]");
        assertThat(kept.path("providers").toString()).isEqualTo("[\"openai\"]");
        assertThat(kept.path("permissions").toString()).isEqualTo("[\"native:all\"]");
        assertThat(kept.path("ip_ranges").toString()).isEqualTo("[\"127.0.0.0/8\"]");
        assertThat(kept.path("metadata").toString()).isEqualTo("{\"ticket\":\"42\"}");
        assertThat(kept.path("expires_at").asText()).isEqualTo("2099-01-31T00:00:00Z");
        assertThat(kept.path("state").asText()).isEqualTo("good");
    }

    @Test
    void theListComesInPagesThatMissNoneAndRepeatNone() {
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 7; i++) {
            made.add(admin.create("{\"name\":\"page-" + i + "\",\"team\":\"pages\"}")
                    .path("id")
                    .asText());
        }
        List<String> seen = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = json(admin.get("/admin/v1/keys?team=pages&limit=3" + after));
            assertThat(page.path("object").asText()).isEqualTo("list");
            page.path("data").forEach(key -> seen.add(key.path("id").asText()));
            assertThat(page.path("has_more").asBoolean())
                    .isEqualTo(!page.path("next").isNull());
            after = page.path("next").isNull()
                    ? null
                    : "&after=" + page.path("next").asText();
        } while (after != null);
        assertThat(seen).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(made);
        assertThat(json(admin.get("/admin/v1/keys?name=page-3")).path("data")).hasSize(1);
        assertThat(json(admin.get("/admin/v1/keys?team=nobodys")).path("data")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit=0     | invalid_value     | limit",
                "limit=501   | invalid_value     | limit",
                "limit=-1    | invalid_value     | limit",
                "after=x%3Ay | invalid_value     | after",
                "after=AAAA  | invalid_value     | after",
                "enabled=yes | invalid_value     | enabled",
                "tenant=a    | unknown_parameter | tenant",
                "team=a&team=b | invalid_value   | team",
                "team=       | invalid_value     | team",
                "enabled     | invalid_value     | enabled",
                "limit=      | invalid_value     | limit"
            })
    void aListIsAskedForAsItIsMeant(String query, String code, String param) {
        HttpResponse<String> answer = admin.get("/admin/v1/keys?" + query);
        assertRefused(answer, 400, code);
        assertThat(json(answer).at("/error/param").asText()).isEqualTo(param);
    }

    @Test
    void aChangeIsOfTheKeyThatWasSeen() {
        JsonNode made = admin.create("{\"name\":\"carol\",\"team\":\"one\",\"metadata\":{\"a\":\"b\"}}");
        String path = "/admin/v1/keys/" + made.path("id").asText();
        String seen = tag(admin.get(path));
        HttpResponse<String> changed = admin.patch(path, "{\"team\":\"two\",\"metadata\":null}", "If-Match", seen);
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        assertThat(json(changed).path("team").asText()).isEqualTo("two");
        assertThat(json(changed).path("name").asText()).isEqualTo("carol");
        assertThat(json(changed).path("metadata")).isEmpty();
        assertThat(tag(changed)).isNotEqualTo(seen).isEqualTo(tag(admin.get(path)));
        assertRefused(admin.patch(path, "{\"team\":\"three\"}", "If-Match", seen), 412, "precondition_failed");
        assertRefused(admin.post(path + "/disable", "{}", "If-Match", seen), 412, "precondition_failed");
        assertRefused(admin.post(path + "/rotate", "{}", "If-Match", seen), 412, "precondition_failed");
        assertRefused(admin.delete(path, "If-Match", seen), 412, "precondition_failed");
        assertRefused(admin.delete(path, "If-Match", "W/" + tag(changed)), 412, "precondition_failed");
        assertThat(json(admin.get(path)).path("team").asText()).isEqualTo("two");
        assertThat(admin.patch(path, "{\"team\":null}", "If-Match", "\"x\", " + tag(changed))
                        .statusCode())
                .isEqualTo(200);
        assertThat(admin.patch(path, "{\"owner\":\"x\"}").statusCode())
                .as("whoever does not say what they saw changes what there is")
                .isEqualTo(200);
        assertThat(json(admin.get(path)).path("team").isNull()).isTrue();
    }

    @Test
    void ofManyWhoChangeWhatTheySawOneDoes() {
        String path = "/admin/v1/keys/"
                + admin.create("{\"name\":\"dave\"}").path("id").asText();
        String seen = tag(admin.get(path));
        List<CompletableFuture<Integer>> answers = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> admin.patch(path, "{\"owner\":\"owner-" + i + "\"}", "If-Match", seen)
                                .statusCode()))
                .toList();
        List<Integer> statuses = answers.stream().map(CompletableFuture::join).toList();
        assertThat(statuses).containsOnlyOnce(200).contains(412).hasSize(8);
        assertThat(new HashSet<>(statuses)).isEqualTo(Set.of(200, 412));
    }

    @Test
    void aKeyIsTakenBackAndGivenBackAsOftenAsOneLikes() {
        JsonNode made = admin.create("{\"name\":\"erin\"}");
        String path = "/admin/v1/keys/" + made.path("id").asText();
        String secret = made.path("secret").asText();
        assertThat(models(secret).statusCode()).isEqualTo(200);
        List<CompletableFuture<HttpResponse<String>>> revoked = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> admin.send("POST", path + "/disable", null)))
                .toList();
        revoked.forEach(answer -> {
            assertThat(answer.join().statusCode()).as(answer.join().body()).isEqualTo(200);
            assertThat(json(answer.join()).path("enabled").asBoolean()).isFalse();
            assertThat(json(answer.join()).path("state").asText()).isEqualTo("disabled");
        });
        until(401, secret);
        assertThat(json(admin.get("/admin/v1/keys?enabled=false&name=erin")).path("data"))
                .hasSize(1);
        assertThat(admin.post(path + "/enable", "{}").statusCode()).isEqualTo(200);
        assertThat(admin.post(path + "/enable", "{}").statusCode()).isEqualTo(200);
        until(200, secret);
        assertRefused(admin.post(path + "/enable", "{\"for\":\"ever\"}"), 400, "unknown_parameter");
    }

    @Test
    void aRotatedKeyLivesOnForTheOverlap() {
        JsonNode made = admin.create("{\"name\":\"frank\",\"team\":\"t\",\"models\":[\"gpt-4o\"]}");
        String path = "/admin/v1/keys/" + made.path("id").asText();
        HttpResponse<String> rotated = admin.post(path + "/rotate", "{\"overlap_seconds\":3600}");
        assertThat(rotated.statusCode()).as(rotated.body()).isEqualTo(201);
        JsonNode fresh = json(rotated);
        assertThat(fresh.path("id")).isNotEqualTo(made.path("id"));
        assertThat(fresh.path("models").toString()).isEqualTo("[\"gpt-4o\"]");
        assertThat(models(fresh.path("secret").asText()).statusCode()).isEqualTo(200);
        assertThat(models(made.path("secret").asText()).statusCode()).isEqualTo(200);
        JsonNode old = json(admin.get(path));
        assertThat(old.path("rotated_to")).isEqualTo(fresh.path("id"));
        assertThat(old.path("state").asText()).isEqualTo("rotated");
        assertThat(old.path("expires_at").isNull()).isFalse();
        JsonNode none = admin.create("{\"name\":\"grace\"}");
        assertThat(admin.post("/admin/v1/keys/" + none.path("id").asText() + "/rotate", "{\"overlap_seconds\":0}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(json(admin.get("/admin/v1/keys/" + none.path("id").asText()))
                        .path("state")
                        .asText())
                .isEqualTo("expired");
        assertRefused(admin.post("/admin/v1/keys/" + none.path("id").asText() + "/rotate", "{}"), 409, "key_expired");
        assertRefused(admin.post(path + "/rotate", "{\"overlap_seconds\":-1}"), 400, "integer_below_min_value");
        assertRefused(admin.post(path + "/rotate", "{\"overlap_seconds\":\"1h\"}"), 400, "invalid_type");
    }

    @Test
    void whatWasTakenBackIsNotGivenOutAgainByARotation() {
        JsonNode made = admin.create("{\"name\":\"frank\"}");
        String path = "/admin/v1/keys/" + made.path("id").asText();
        assertThat(admin.post(path + "/disable", "{}").statusCode()).isEqualTo(200);
        assertRefused(admin.post(path + "/rotate", "{}"), 409, "key_disabled");
        JsonNode kept = json(admin.get(path));
        assertThat(kept.path("rotated_to").isNull()).isTrue();
        assertThat(kept.path("state").asText()).isEqualTo("disabled");
        assertThat(admin.post(path + "/enable", "{}").statusCode()).isEqualTo(200);
        assertThat(admin.post(path + "/rotate", "{}").statusCode()).isEqualTo(201);
    }

    @Test
    void aDeletedKeyIsGoneAndDeletingItOnceMoreIsNoFault() {
        JsonNode made = admin.create("{\"name\":\"heidi\"}");
        String path = "/admin/v1/keys/" + made.path("id").asText();
        List<CompletableFuture<HttpResponse<String>>> deleted = IntStream.range(0, 3)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> admin.delete(path)))
                .toList();
        deleted.forEach(answer -> {
            assertThat(answer.join().statusCode()).as(answer.join().body()).isEqualTo(200);
            assertThat(json(answer.join()).path("deleted").asBoolean()).isTrue();
        });
        assertRefused(admin.get(path), 404, "key_not_found");
        assertRefused(admin.patch(path, "{}"), 404, "key_not_found");
        until(401, made.path("secret").asText());
    }

    @Test
    void b86WhatWasNeverAKeyWasNotDeletedWhateverElseHadItsId() {
        JsonNode made = admin.create("{\"name\":\"ivan\"}");
        String path = "/admin/v1/keys/";
        String mistyped = made.path("id").asText() + "x";
        for (int i = 0; i < 2; i++) {
            assertRefused(admin.post(path + mistyped + "/disable", "{}"), 404, "key_not_found");
            assertRefused(admin.delete(path + mistyped), 404, "key_not_found");
        }
        assertThat(admin.delete(path + made.path("id").asText()).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"GET,''", "PATCH,''", "DELETE,''", "POST,/rotate", "POST,/disable", "POST,/enable"})
    void whatIsNotThereIsNotFound(String method, String action) {
        for (String id : List.of("0123456789ab", "x", "a%20b", "%C3%A9", "0123456789abcdef0123456789abcdef")) {
            String body = method.equals("GET") || method.equals("DELETE") ? null : "{}";
            assertRefused(admin.send(method, "/admin/v1/keys/" + id + action, body), 404, "key_not_found");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                        | missing_required_parameter | name",
                "{'name':null}                             | missing_required_parameter | name",
                "{'name':''}                               | empty_string           | name",
                "{'name':'   '}                            | empty_string           | name",
                "{'name':7}                                | invalid_type           | name",
                "{'name':'a\\r\\nSet-Cookie: b'}           | invalid_value          | name",
                "{'name':'a\\u2028b'}                      | invalid_value          | name",
                "{'name':'a\\u0000b'}                      | invalid_value          | name",
                "{'name':'a','secret':'mine'}              | unknown_parameter      | secret",
                "{'name':'a','id':'mine'}                  | unknown_parameter      | id",
                "{'name':'a','enabled':false}              | unknown_parameter      | enabled",
                "{'name':'a','roles':['root']}             | invalid_value          | roles",
                "{'name':'a','roles':'admin'}              | invalid_type           | roles",
                "{'name':'a','roles':['viewer','viewer','viewer','viewer']} | array_above_max_length | roles",
                "{'name':'a','permissions':['all']}        | invalid_value          | permissions",
                "{'name':'a','models':[1]}                 | invalid_type           | models[0]",
                "{'name':'a','models':['']}                | empty_string           | models[0]",
                "{'name':'a','providers':{}}               | invalid_type           | providers",
                "{'name':'a','ip_ranges':['10.0.0.0/33']}  | invalid_value          | ip_ranges",
                "{'name':'a','ip_ranges':['localhost']}    | invalid_value          | ip_ranges",
                "{'name':'a','metadata':[]}                | invalid_type           | metadata",
                "{'name':'a','metadata':{'x':1}}           | invalid_type           | metadata.x",
                "{'name':'a','expires_at':'2020-01-01T00:00:00Z'} | invalid_value   | expires_at",
                "{'name':'a','expires_at':'tomorrow'}      | invalid_value          | expires_at",
                "{'name':'a','expires_at':'+999999999-12-31T00:00:00Z'} | invalid_value | expires_at",
                "{'name':'a','expires_at':'9999-12-31T23:59:59-01:00'} | invalid_value | expires_at",
                "{'name':'a\\ud83d'}                       | invalid_value          | name",
                "{'name':'a','metadata':{'x\\u0000':'y'}}  | invalid_value          | metadata",
                "{'name':'a','budgets':[{'period':'day','limit_usd':1,'model':'a\\u0000'}]} | invalid_value"
                        + " | budgets[0].model",
                "{'name':'a','limits':{'models':{'a\\u0000':{'requests_per_minute':1}}}} | invalid_value"
                        + " | limits.models",
                "{'name':'a','expires_at':1790000000}      | invalid_type           | expires_at",
                "{'name':'a','name':'b'}                   | duplicate_key          | name",
                "[]                                        | invalid_json           | null",
                "{'name':                                  | invalid_json           | null"
            })
    void whatIsWrongWithAKeyIsSaid(String fields, String code, String param) {
        HttpResponse<String> answer = admin.post("/admin/v1/keys", fields.replace('\'', '"'));
        assertRefused(answer, 400, code);
        assertThat(json(answer).at("/error/param").asText()).isEqualTo(param);
    }

    @Test
    void whatIsTooMuchIsRefused() {
        String many = String.join(
                ",", IntStream.range(0, 10_000).mapToObj(i -> "\"m" + i + "\"").toList());
        assertRefused(
                admin.post("/admin/v1/keys", "{\"name\":\"a\",\"models\":[" + many + "]}"),
                400,
                "array_above_max_length");
        assertRefused(
                admin.post("/admin/v1/keys", "{\"name\":\"" + "n".repeat(101) + "\"}"), 400, "string_above_max_length");
        String pairs = String.join(
                ",",
                IntStream.range(0, 17).mapToObj(i -> "\"k" + i + "\":\"v\"").toList());
        assertRefused(
                admin.post("/admin/v1/keys", "{\"name\":\"a\",\"metadata\":{" + pairs + "}}"),
                400,
                "object_above_max_properties");
        assertRefused(
                admin.post("/admin/v1/keys", "{\"name\":\"a\"}", "Content-Encoding", "gzip"),
                415,
                "unsupported_content_encoding");
    }

    @Test
    void anyCharacterThatIsOneMayBeInAName() {
        String fields = "{\"name\":\"a 😀\",\"metadata\":{\"b 😀\":\"c\"},\"expires_at\":\"9999-12-31T23:59:59Z\"}";
        JsonNode made = admin.create(fields);
        JsonNode kept = json(admin.get("/admin/v1/keys/" + made.path("id").asText()));
        assertThat(kept.path("name").asText()).isEqualTo("a 😀");
        assertThat(kept.at("/metadata/b 😀").asText()).isEqualTo("c");
        assertThat(kept.path("expires_at").asText()).isEqualTo("9999-12-31T23:59:59Z");
    }

    @Test
    void aBodyHasALimitOfItsOwnWhoeverSendsIt() {
        String longest = " ".repeat((1 << 20) - 2) + "{}";
        assertRefused(admin.post("/admin/v1/keys", longest), 400, "missing_required_parameter");
        for (String role : List.of("viewer", "admin")) {
            AdminClient client = admin.as(secret(role));
            assertRefused(client.post("/admin/v1/keys", longest + " "), 413, "request_too_large");
            assertRefused(client.send("DELETE", "/admin/v1/keys/x", longest + " "), 413, "request_too_large");
        }
        assertThat(models(secret("viewer")).statusCode()).isEqualTo(200);
    }

    @Test
    void nobodyReachesBeyondTheirOwnRole() {
        String viewer = secret("viewer");
        String operator = secret("operator");
        String administrator = secret("admin");
        String plain = admin.create("{\"name\":\"plain\"}").path("secret").asText();
        JsonNode other = admin.create("{\"name\":\"other\",\"roles\":[\"admin\"]}");
        String path = "/admin/v1/keys/" + other.path("id").asText();
        String own = "/admin/v1/keys/"
                + admin.create("{\"name\":\"own\"}").path("id").asText();
        assertRefused(admin.as(plain).get(own), 403, "operation_not_allowed");
        assertThat(admin.as(viewer).get(own).statusCode()).isEqualTo(200);
        assertRefused(admin.as(viewer).post(own + "/disable", "{}"), 403, "operation_not_allowed");
        assertRefused(admin.as(viewer).post("/admin/v1/keys", "{\"name\":\"a\"}"), 403, "operation_not_allowed");
        assertThat(admin.as(operator).post(own + "/disable", "{}").statusCode()).isEqualTo(200);
        assertThat(admin.as(operator).post(own + "/enable", "{}").statusCode()).isEqualTo(200);
        assertRefused(admin.as(operator).post(path + "/disable", "{}"), 403, "operation_not_allowed");
        assertRefused(admin.as(operator).post(own + "/rotate", "{}"), 403, "operation_not_allowed");
        assertRefused(admin.as(operator).patch(own, "{\"roles\":[\"admin\"]}"), 403, "operation_not_allowed");
        assertRefused(
                admin.as(operator).post("/admin/v1/keys", "{\"name\":\"a\",\"roles\":[\"admin\"]}"),
                403,
                "operation_not_allowed");
        assertRefused(admin.as(operator).delete(own), 403, "operation_not_allowed");
        assertThat(admin.as(administrator)
                        .patch(own, "{\"roles\":[\"operator\"]}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(admin.as(administrator).delete(own).statusCode()).isEqualTo(200);
        assertThat(json(admin.get(path)).path("enabled").asBoolean()).isTrue();
    }

    @Test
    void whoRotatesAKeyInItsOverlapHasAllTheTimeThatItHad() {
        AdminClient held = admin.as(admin.create(HELD).path("secret").asText());
        String path = "/admin/v1/keys/"
                + admin.create(HELD.replace("[\"admin\"]", "[]")).path("id").asText();
        assertThat(admin.patch(path, "{\"expires_at\":null}").statusCode()).isEqualTo(200);
        assertThat(admin.post(path + "/rotate", "{\"overlap_seconds\":3600}").statusCode())
                .isEqualTo(201);
        refused(held.post(path + "/rotate", "{}"), "expires_at");
        JsonNode again = json(admin.post(path + "/rotate", "{}"));
        assertThat(again.has("expires_at")).isTrue();
        assertThat(again.path("expires_at").isNull()).isTrue();
        assertThat(admin.delete("/admin/v1/keys/" + again.path("id").asText()).statusCode())
                .isEqualTo(200);
        assertRefused(admin.post(path + "/rotate", "{}"), 409, "key_rotated");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'models':null}                         | models",
                "{'models':['*']}                        | models",
                "{'models':['gpt-*']}                    | models",
                "{'models':['gpt-4o-mini','claude-x']}   | models",
                "{'providers':['openai','bedrock']}      | providers",
                "{'permissions':['native:all']}          | permissions",
                "{'ip_ranges':[]}                        | ip_ranges",
                "{'ip_ranges':['127.0.0.0/7']}           | ip_ranges",
                "{'ip_ranges':['127.0.0.1','::/0']}      | ip_ranges",
                "{'expires_at':null}                     | expires_at",
                "{'expires_at':'2100-01-01T00:00:00Z'}   | expires_at",
                "{'limits':{}}                           | limits",
                "{'limits':{'requests_per_minute':601,'models':{'gpt-4o*':{'tokens_per_minute':5}}}} | limits",
                "{'limits':{'requests_per_minute':600,'models':{'gpt-4o':{'tokens_per_minute':5}}}}  | limits",
                "{'budgets':[]}                          | budgets",
                "{'budgets':[{'period':'day','limit_usd':1}]}   | budgets",
                "{'budgets':[{'period':'month','limit_usd':'10.01'}]} | budgets",
                "{'roles':['admin'],'models':['*']}      | models"
            })
    void t13NobodyGivesAKeyMoreThanTheyHave(String more, String field) throws Exception {
        AdminClient held = admin.as(admin.create(HELD).path("secret").asText());
        ObjectNode wanted = (ObjectNode) JSON.readTree(HELD.replace("[\"admin\"]", "[]"));
        assertThat(held.post("/admin/v1/keys", wanted.toString()).statusCode()).isEqualTo(201);
        JsonNode own = held.create(wanted.toString());
        ObjectNode fields = (ObjectNode) JSON.readTree(more.replace('\'', '"'));
        wanted.setAll(fields);
        refused(held.post("/admin/v1/keys", wanted.toString()), field);
        String path = "/admin/v1/keys/" + own.path("id").asText();
        refused(held.patch(path, fields.toString()), field);
        assertThat(held.post(path + "/rotate", "{}").statusCode()).isEqualTo(201);
        // Of a key that has more the secret is not to be had, but what it has may be taken away.
        String wider =
                "/admin/v1/keys/" + admin.create(wanted.toString()).path("id").asText();
        refused(held.post(wider + "/rotate", "{}"), field);
        assertThat(held.patch(wider, "{\"owner\":\"x\",\"models\":[\"gpt-4o\"]}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(held.delete(wider).statusCode()).isEqualTo(200);
    }

    @Test
    void t13WhoWasHeldToLessSinceIsHeldToItAtOnce() throws Exception {
        JsonNode made = admin.create("{\"name\":\"judy\",\"roles\":[\"admin\"]}");
        AdminClient judy = admin.as(made.path("secret").asText());
        JsonNode hers = judy.create("{\"name\":\"hers\"}");
        String own = "/admin/v1/keys/" + made.path("id").asText();
        assertThat(admin.patch(own, "{\"models\":[\"gpt-4o\"]}").statusCode()).isEqualTo(200);
        refused(judy.post("/admin/v1/keys", "{\"name\":\"more\"}"), "models");
        refused(judy.post("/admin/v1/keys/" + hers.path("id").asText() + "/rotate", "{}"), "models");
        refused(judy.patch(own, "{\"models\":null}"), "models");
    }

    private static void refused(HttpResponse<String> answer, String field) {
        assertRefused(answer, 403, "operation_not_allowed");
        assertThat(json(answer).at("/error/param").asText()).isEqualTo(field);
    }

    private String secret(String role) {
        return admin.create("{\"name\":\"" + role + "\",\"roles\":[\"" + role + "\"]}")
                .path("secret")
                .asText();
    }
}
