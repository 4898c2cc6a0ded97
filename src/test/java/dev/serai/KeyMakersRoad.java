package dev.serai;

import static dev.serai.AdminClient.assertRefused;
import static dev.serai.AdminClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Row T13 on use: what a key may that another key made, over HTTP; once for each kind of store. */
abstract class KeyMakersRoad extends AdminRoad {
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final String KEYS = "/admin/v1/keys/";
    private static final String ADMIN = "{\"name\":\"maker\",\"roles\":[\"admin\"]}";

    @Override
    Map<String, String> settings() {
        return Map.of("AUTH_ENABLED", "true", "LEDGER_ENABLED", "false", "HOST", "127.0.0.1");
    }

    private HttpResponse<String> models(JsonNode key) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/models"))
                .header("Authorization", "Bearer " + key.path("secret").asText())
                .build());
    }

    private HttpResponse<String> until(JsonNode key, Predicate<HttpResponse<String>> wanted) {
        long end = System.nanoTime() + LONGEST_NANOS;
        HttpResponse<String> answer = models(key);
        while (!wanted.test(answer) && System.nanoTime() < end) {
            answer = models(key);
        }
        assertThat(answer).as(answer.body()).matches(wanted);
        return answer;
    }

    private static Predicate<HttpResponse<String>> is(int status) {
        return answer -> answer.statusCode() == status;
    }

    private static String path(JsonNode key) {
        return KEYS + key.path("id").asText();
    }

    private AdminClient by(JsonNode key) {
        return admin.as(key.path("secret").asText());
    }

    private JsonNode shown(JsonNode key) {
        return json(admin.get(path(key)));
    }

    private void change(JsonNode key, String fields) {
        HttpResponse<String> answer = admin.patch(path(key), fields);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void aKeyHasNoMoreThanItsMakerHasNow() {
        JsonNode maker = admin.create(ADMIN);
        JsonNode middle = by(maker).create(ADMIN);
        JsonNode key = by(middle).create("{\"name\":\"key\"}");
        assertThat(key.path("made_by")).isEqualTo(middle.path("id"));
        assertThat(key.path("held_by")).isEmpty();
        String tag = admin.get(path(key)).headers().firstValue("ETag").orElseThrow();
        assertThat(json(models(key)).path("data").size()).isGreaterThan(1);
        change(maker, "{\"models\":[\"gpt-4o\"]}");
        until(key, answer -> json(answer).path("data").size() == 1);
        JsonNode shown = shown(key);
        assertThat(shown.path("models").toString()).as("what was said of it").isEqualTo("[\"*\"]");
        assertThat(shown.path("held_by").toString())
                .isEqualTo("{\"models\":\"" + maker.path("id").asText() + "\"}");
        assertThat(admin.get(path(key)).headers().firstValue("ETag")).contains(tag);
        HttpResponse<String> wider = by(middle).post(KEYS.substring(0, KEYS.length() - 1), "{\"name\":\"wider\"}");
        assertRefused(wider, 403, "operation_not_allowed");
        assertThat(json(wider).at("/error/param").asText()).isEqualTo("models");
        change(maker, "{\"models\":null}");
        until(key, answer -> json(answer).path("data").size() > 1);
    }

    @Test
    void aKeyIsUsedFromWhereItsMakerIsAndForNoHigherRole() {
        JsonNode maker = admin.create(ADMIN);
        JsonNode key = by(maker).create(ADMIN);
        JsonNode plain = by(maker).create("{\"name\":\"plain\"}");
        assertThat(models(plain).statusCode()).isEqualTo(200);
        change(maker, "{\"roles\":[\"viewer\"]}");
        until(maker, is(200));
        assertRefused(by(key).post(KEYS.substring(0, KEYS.length() - 1), ADMIN), 403, "operation_not_allowed");
        assertThat(shown(key).path("held_by").path("roles")).isEqualTo(maker.path("id"));
        change(maker, "{\"ip_ranges\":[\"10.0.0.0/8\"]}");
        assertThat(until(plain, is(403)).body()).contains("ip_not_allowed");
    }

    @Test
    void withItsMakerAKeyIsSwitchedOffAndOn() {
        JsonNode maker = admin.create(ADMIN);
        JsonNode middle = by(maker).create(ADMIN);
        JsonNode key = by(middle).create("{\"name\":\"key\"}");
        assertThat(models(key).statusCode()).isEqualTo(200);
        assertThat(admin.post(path(maker) + "/disable", "{}").statusCode()).isEqualTo(200);
        assertThat(until(key, is(401)).body()).contains("made this API key");
        assertThat(shown(key).path("state").asText()).isEqualTo("orphaned");
        assertThat(shown(key).path("enabled").asBoolean()).isTrue();
        assertThat(shown(key).path("held_by").path("enabled")).isEqualTo(maker.path("id"));
        assertThat(admin.post(path(maker) + "/enable", "{}").statusCode()).isEqualTo(200);
        until(key, is(200));
        assertThat(shown(key).path("state").asText()).isEqualTo("good");
    }

    @Test
    void whatADeletedKeyMadeIsOfNoUseUntilSomebodyTakesItOver() {
        JsonNode maker = admin.create(ADMIN);
        JsonNode other = admin.create(ADMIN);
        JsonNode key = by(maker).create("{\"name\":\"key\"}");
        JsonNode second = by(maker).create("{\"name\":\"second\"}");
        assertThat(models(key).statusCode()).isEqualTo(200);
        assertRefused(admin.delete(path(maker)), 409, "key_has_made_others");
        assertThat(json(admin.delete(path(maker))).at("/error/message").asText())
                .startsWith("2 keys hang on this one")
                .contains("made_by=" + maker.path("id").asText());
        assertThat(models(key).statusCode()).as("nothing was done").isEqualTo(200);
        assertThat(json(admin.post(path(maker) + "/disable", "{}"))
                        .path("stopped_keys")
                        .asInt())
                .isEqualTo(2);
        until(key, is(401));
        assertThat(admin.post(path(maker) + "/enable", "{}").statusCode()).isEqualTo(200);
        until(key, is(200));
        assertRefused(admin.delete(path(maker) + "?with_made=yes"), 400, "invalid_value");
        assertThat(admin.delete(path(maker) + "?with_made=true").statusCode()).isEqualTo(200);
        until(key, is(401));
        JsonNode listed = json(admin.get(
                        "/admin/v1/keys?made_by=" + maker.path("id").asText()))
                .path("data");
        assertThat(listed).hasSize(2).allSatisfy(found -> {
            assertThat(found.path("state").asText()).isEqualTo("orphaned");
            assertThat(found.path("held_by").path("enabled")).isEqualTo(maker.path("id"));
        });
        HttpResponse<String> taken = by(other).patch(path(key), "{\"made_by\":null}");
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
        assertThat(json(taken).path("made_by")).isEqualTo(other.path("id"));
        assertThat(json(taken).path("state").asText()).isEqualTo("good");
        until(key, is(200));
        change(second, "{\"made_by\":null}");
        assertThat(shown(second).path("made_by").asText()).isEqualTo("admin-api-key");
        until(second, is(200));
    }

    @Test
    void whatAKeyMadeHangsOnTheKeyThatTakesItsPlace() {
        JsonNode maker = admin.create(ADMIN);
        JsonNode before = by(maker).create("{\"name\":\"before\"}");
        JsonNode fresh = json(by(maker).post(path(maker) + "/rotate", "{\"overlap_seconds\":3600}"));
        assertThat(shown(before).path("made_by")).isEqualTo(fresh.path("id"));
        assertThat(fresh.path("made_by").asText()).isEqualTo("admin-api-key");
        assertThat(admin.delete(path(maker)).statusCode()).isEqualTo(200);
        until(maker, is(401));
        assertThat(models(before).statusCode()).isEqualTo(200);
        change(fresh, "{\"models\":[]}");
        until(before, answer -> json(answer).path("data").isEmpty());
    }

    @Test
    void nobodyTakesOverWhatTheyHangOnOrHaveNot() {
        JsonNode maker = admin.create(ADMIN);
        JsonNode key = by(maker).create(ADMIN);
        for (String path : new String[] {path(maker), path(key)}) {
            HttpResponse<String> answer = by(key).patch(path, "{\"made_by\":null}");
            assertRefused(answer, 403, "operation_not_allowed");
            assertThat(json(answer).at("/error/param").asText()).isEqualTo("made_by");
        }
        JsonNode narrow = admin.create("{\"name\":\"n\",\"roles\":[\"admin\"],\"models\":[\"gpt-4o\"]}");
        JsonNode plain = by(maker).create("{\"name\":\"plain\"}");
        assertRefused(by(narrow).patch(path(plain), "{\"made_by\":null}"), 403, "operation_not_allowed");
        assertRefused(
                admin.patch(path(plain), "{\"made_by\":\"" + narrow.path("id").asText() + "\"}"), 400, "invalid_value");
        assertRefused(
                admin.post(KEYS.substring(0, KEYS.length() - 1), "{\"name\":\"a\",\"made_by\":null}"),
                400,
                "unknown_parameter");
    }

    @Test
    void whoseKeyWasDeletedIsNobodyAtOnce() {
        JsonNode maker = admin.create(ADMIN);
        assertThat(by(maker).get(path(maker)).statusCode()).isEqualTo(200);
        JsonNode key = by(maker).create(ADMIN);
        assertThat(by(key).get(path(maker)).statusCode()).isEqualTo(200);
        assertThat(by(maker).delete(path(maker) + "?with_made=true").statusCode())
                .isEqualTo(200);
        assertThat(by(maker).get(path(maker)).statusCode()).isEqualTo(401);
        assertThat(by(key).get(path(maker)).statusCode()).isEqualTo(401);
    }
}
