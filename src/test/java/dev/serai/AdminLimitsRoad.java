package dev.serai;

import static dev.serai.AdminClient.assertRefused;
import static dev.serai.AdminClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits and budgets of keys and teams, and second factors, over the admin API; once for each kind of store. */
abstract class AdminLimitsRoad extends AdminRoad {
    private static final String LIMITS =
            "{\"requests_per_minute\":60,\"parallel_streams\":2,\"models\":{\"gpt-4o*\":{\"tokens_per_minute\":1000}}}";

    @Override
    Map<String, String> settings() {
        return Map.of();
    }

    @Test
    void aKeyHasTheLimitsAndBudgetsThatItIsGiven() {
        JsonNode key = admin.create("{\"name\":\"a\",\"limits\":" + LIMITS
                + ",\"budgets\":[{\"period\":\"day\",\"limit_usd\":2.50,\"soft_usd\":\"2\",\"model\":\"gpt-*\"},"
                + "{\"period\":\"total\",\"limit_usd\":\"0.000000001\"}],\"default_max_tokens\":1024}");
        String path = "/admin/v1/keys/" + key.path("id").asText();
        JsonNode kept = ok(admin.get(path));
        assertThat(kept.path("limits").toString()).isEqualTo(LIMITS);
        assertThat(kept.path("budgets").toString())
                .isEqualTo("[{\"period\":\"day\",\"limit_usd\":\"2.5\",\"soft_usd\":\"2\",\"model\":\"gpt-*\"},"
                        + "{\"period\":\"total\",\"limit_usd\":\"0.000000001\"}]");
        assertThat(kept.path("default_max_tokens").asInt()).isEqualTo(1024);
        JsonNode renamed = ok(admin.patch(path, "{\"name\":\"b\"}"));
        assertThat(renamed.path("limits")).isEqualTo(kept.path("limits"));
        assertThat(renamed.path("budgets")).isEqualTo(kept.path("budgets"));
        JsonNode freed = ok(admin.patch(path, "{\"limits\":null,\"budgets\":[],\"default_max_tokens\":null}"));
        assertThat(freed.path("limits")).isEmpty();
        assertThat(freed.path("budgets")).isEmpty();
        assertThat(freed.path("default_max_tokens").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'limits':{'requests_per_minute':0}        | integer_below_min_value | limits.requests_per_minute",
                "'limits':{'requests_per_minute':-5}       | integer_below_min_value | limits.requests_per_minute",
                "'limits':{'requests_per_minute':-99999999999999999999} | integer_below_min_value | limits.requests_per_minute",
                "'limits':{'requests_per_minute':99999999999999999999} | integer_above_max_value | limits.requests_per_minute",
                "'limits':{'requests_per_minute':1.5}      | invalid_type            | limits.requests_per_minute",
                "'limits':{'requests_per_hour':5}          | unknown_parameter       | limits.requests_per_hour",
                "'limits':{'models':{'x':{'models':{}}}}   | unknown_parameter       | limits.models.x.models",
                "'limits':[]                               | invalid_type            | limits",
                "'budgets':{}                              | invalid_type            | budgets",
                "'budgets':[1]                             | invalid_type            | budgets[0]",
                "'budgets':[{'limit_usd':1}]               | missing_required_parameter | budgets[0].period",
                "'budgets':[{'period':'day'}]              | missing_required_parameter | budgets[0].limit_usd",
                "'budgets':[{'period':'week','limit_usd':1}] | invalid_value         | budgets[0].period",
                "'budgets':[{'period':'day','limit_usd':-1}] | decimal_below_min_value | budgets[0].limit_usd",
                "'budgets':[{'period':'day','limit_usd':'-1'}] | decimal_below_min_value | budgets[0].limit_usd",
                "'budgets':[{'period':'day','limit_usd':0}] | decimal_below_min_value | budgets[0].limit_usd",
                "'budgets':[{'period':'day','limit_usd':1000001}] | decimal_above_max_value | budgets[0].limit_usd",
                "'budgets':[{'period':'day','limit_usd':1e300}] | decimal_above_max_value | budgets[0].limit_usd",
                "'budgets':[{'period':'day','limit_usd':'1e3'}] | invalid_type       | budgets[0].limit_usd",
                "'budgets':[{'period':'day','limit_usd':0.0000000001}] | invalid_value | budgets[0].limit_usd",
                "'budgets':[{'period':'day','limit_usd':1,'soft_usd':2}] | invalid_value | budgets[0].soft_usd",
                "'budgets':[{'period':'day','limit_usd':1,'nano':2}] | unknown_parameter | budgets[0].nano",
                "'default_max_tokens':0                    | integer_below_min_value | default_max_tokens",
                "'default_max_tokens':10000001             | integer_above_max_value | default_max_tokens"
            })
    void whatIsWrongWithAnAllowanceIsSaid(String field, String code, String param) {
        String fields = field.replace('\'', '"');
        HttpResponse<String> made = admin.post("/admin/v1/keys", "{\"name\":\"a\"," + fields + "}");
        assertRefused(made, 400, code);
        assertThat(json(made).at("/error/param").asText()).isEqualTo(param);
        if (!field.contains("default_max_tokens")) {
            assertRefused(admin.send("PUT", "/admin/v1/teams/wrong", "{" + fields + "}"), 400, code);
        }
    }

    @Test
    void aTeamIsSetShownAndTakenBack() {
        String path = "/admin/v1/teams/R%26D%20%C3%A9";
        assertRefused(admin.get(path), 404, "team_not_found");
        assertRefused(admin.delete(path), 404, "team_not_found");
        assertRefused(admin.send("PUT", path, "{}", "If-Match", "*"), 412, "precondition_failed");
        HttpResponse<String> set = admin.send(
                "PUT",
                path,
                "{\"limits\":" + LIMITS + ",\"budgets\":[{\"period\":\"month\",\"limit_usd\":\"500\"}],"
                        + "\"metadata\":{\"cost-centre\":\"7\"}}");
        JsonNode team = ok(set);
        assertThat(team.path("name").asText()).isEqualTo("R&D é");
        assertThat(team.path("limits").toString()).isEqualTo(LIMITS);
        assertThat(team.at("/budgets/0/limit_usd").asText()).isEqualTo("500");
        String tag = set.headers().firstValue("ETag").orElseThrow();
        assertThat(admin.get(path).headers().firstValue("ETag")).contains(tag);
        JsonNode replaced = ok(admin.send("PUT", path, "{\"limits\":{\"parallel_requests\":1}}", "If-Match", tag));
        assertThat(replaced.path("budgets")).isEmpty();
        assertThat(replaced.path("metadata")).isEmpty();
        assertRefused(admin.send("PUT", path, "{}", "If-Match", tag), 412, "precondition_failed");
        assertRefused(admin.delete(path, "If-Match", tag), 412, "precondition_failed");
        assertThat(ok(admin.get("/admin/v1/teams")).path("data").findValuesAsText("name"))
                .contains("R&D é");
        assertThat(ok(admin.delete(path)).path("deleted").asBoolean()).isTrue();
        assertRefused(admin.get(path), 404, "team_not_found");
        assertRefused(
                admin.send("PUT", "/admin/v1/teams/a%20b", "{\"default_max_tokens\":5}"), 400, "unknown_parameter");
        assertRefused(admin.send("PUT", "/admin/v1/teams/" + "x".repeat(101), "{}"), 400, "invalid_value");
    }

    @ParameterizedTest
    @CsvSource({"acme%20", "%20acme", "acme%E2%80%A8b", "%20"})
    void aTeamsNameIsOneThatAKeyCanHave(String name) {
        HttpResponse<String> set = admin.send("PUT", "/admin/v1/teams/" + name, "{}");
        assertRefused(set, 400, "invalid_value");
        assertThat(json(set).at("/error/param").asText()).isEqualTo("name");
    }

    @Test
    void aSecondFactorIsEnrolledShownRenewedAndTakenAway() {
        String path = "/admin/v1/keys/"
                + admin.create("{\"name\":\"alice\"}").path("id").asText();
        assertRefused(admin.get(path + "/totp"), 404, "totp_not_found");
        assertRefused(admin.delete(path + "/totp"), 404, "totp_not_found");
        assertRefused(admin.post(path + "/totp/codes", "{}"), 404, "totp_not_found");
        assertRefused(admin.post(path + "/totp/unlock", "{}"), 404, "totp_not_found");
        assertRefused(admin.post("/admin/v1/keys/0123456789ab/totp", "{}"), 404, "key_not_found");
        assertRefused(admin.get("/admin/v1/keys/0123456789ab/totp"), 404, "key_not_found");
        assertRefused(admin.post(path + "/totp", "{\"seed\":\"mine\"}"), 400, "unknown_parameter");
        HttpResponse<String> enrolled = admin.send("POST", path + "/totp", null);
        assertThat(enrolled.statusCode()).as(enrolled.body()).isEqualTo(201);
        JsonNode enrolment = json(enrolled);
        assertThat(enrolment.path("otpauth_uri").asText())
                .startsWith("otpauth://totp/")
                .contains("secret=");
        byte[] picture = Base64.getDecoder().decode(enrolment.path("qr_png").asText());
        assertThat(picture).startsWith(0x89, 'P', 'N', 'G');
        assertThat(enrolment.path("backup_codes")).hasSize(10);
        assertThat(ok(admin.get(path)).path("totp").asBoolean()).isTrue();
        HttpResponse<String> shown = admin.get(path + "/totp");
        assertThat(ok(shown).path("backup_codes_left").asInt()).isEqualTo(10);
        assertThat(json(shown).path("locked_until").isNull()).isTrue();
        assertThat(shown.body())
                .doesNotContain("secret", enrolment.at("/backup_codes/0").asText());
        assertRefused(admin.delete(path + "/totp", "If-Match", "\"seen\""), 412, "precondition_failed");
        HttpResponse<String> renewed = admin.post(path + "/totp/codes", "{}");
        assertThat(renewed.statusCode()).isEqualTo(201);
        List<String> fresh = List.of(json(renewed).at("/backup_codes/0").asText());
        assertThat(enrolled.body()).doesNotContain(fresh.get(0));
        assertThat(ok(admin.post(path + "/totp/unlock", "{}"))
                        .path("backup_codes_left")
                        .asInt())
                .isEqualTo(10);
        assertThat(ok(admin.delete(path + "/totp")).path("deleted").asBoolean()).isTrue();
        assertThat(ok(admin.get(path)).path("totp").asBoolean()).isFalse();
    }
}
