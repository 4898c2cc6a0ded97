package dev.serai;

import static dev.serai.AdminClient.assertRefused;
import static dev.serai.AdminClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.store.Store;
import dev.serai.store.StoreAddress;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code GET /admin/v1/usage} over HTTP: its sums are those of the ledger's rows, added up by hand. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AdminReportsRoad {
    private static final String OCTOBER = "from=2026-10-01&to=2026-10-31";

    private RunningGateway gateway;
    private AdminClient admin;
    private String alice;

    abstract StoreAddress address();

    @BeforeAll
    void start() {
        StoreAddress address = address();
        Map<String, String> variables = new HashMap<>();
        variables.put("DATABASE_URL", address.url());
        variables.put("KEY_PEPPER", "pepper-canary-0123456789-abcdefghijkl");
        variables.put("ADMIN_API_KEY", AdminClient.KEY);
        gateway = RunningGateway.start(variables);
        admin = AdminClient.of(gateway);
        alice = admin.create("{\"name\":\"alice\",\"team\":\"research\"}")
                .path("id")
                .asText();
        try (Store store = Store.open(address)) {
            store.write(statements -> {
                List<Object[]> rows = new ArrayList<>();
                // key, team, model, provider, when, input, cache read, write 5m, write 1h, output, reasoning, nano,
                // status
                rows.add(row(
                        alice,
                        "research",
                        "gpt-4o",
                        "openai",
                        "2026-10-01T00:00:00.000Z",
                        100,
                        10,
                        0,
                        0,
                        7,
                        3,
                        1_250_000_001L,
                        200));
                rows.add(row(
                        alice, "research", "gpt-4o", "openai", "2026-10-01T23:59:59.999Z", 1, 0, 5, 6, 2, 0, 1L, 200));
                rows.add(row(
                        alice,
                        "research",
                        "claude",
                        "bedrock",
                        "2026-10-02T00:00:00.000Z",
                        11,
                        0,
                        0,
                        0,
                        13,
                        0,
                        500_000_000L,
                        200));
                rows.add(row(
                        "gone",
                        null,
                        "claude",
                        "anthropic",
                        "2026-10-02T12:00:00.000Z",
                        17,
                        0,
                        0,
                        0,
                        19,
                        0,
                        null,
                        429));
                rows.add(row(
                        "gone",
                        "=cmd|' /C calc'!A0",
                        "@sum,\"x\"",
                        null,
                        "2026-10-31T23:59:59.999Z",
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0L,
                        503));
                rows.add(row(
                        alice,
                        "research",
                        "gpt-4o",
                        "openai",
                        "2026-09-30T23:59:59.999Z",
                        1_000,
                        0,
                        0,
                        0,
                        0,
                        0,
                        9L,
                        200));
                rows.add(row(
                        alice,
                        "research",
                        "gpt-4o",
                        "openai",
                        "2026-11-01T00:00:00.000Z",
                        1_000,
                        0,
                        0,
                        0,
                        0,
                        0,
                        9L,
                        200));
                statements.batch(
                        "INSERT INTO ledger (id, request_id, started_at, key_id, team, endpoint, model, provider,"
                                + " provider_model, attempts, usage_source, input_tokens, cache_read_tokens,"
                                + " cache_write_5m_tokens, cache_write_1h_tokens, output_tokens, reasoning_tokens,"
                                + " cost_nano_usd, duration_ms, status, stream, broken, finish_reason)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        rows);
                return null;
            });
        }
    }

    private static Object[] row(
            String key,
            String team,
            String model,
            String provider,
            String at,
            long in,
            long read,
            long write5m,
            long write1h,
            long out,
            long reasoning,
            Long nano,
            int status) {
        return new Object[] {
            UUID.randomUUID().toString(),
            "req",
            Instant.parse(at).toEpochMilli(),
            key,
            team,
            "chat-completions",
            model,
            provider,
            provider == null ? null : model + "-id",
            "[]",
            "reported",
            in,
            read,
            write5m,
            write1h,
            out,
            reasoning,
            nano,
            5L,
            status,
            false,
            false,
            "stop"
        };
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private JsonNode report(String query) {
        HttpResponse<String> answer = admin.get("/admin/v1/usage?" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    @Test
    void theSumsOfADayAreThoseOfItsRows() {
        JsonNode report = report(OCTOBER + "&by=day");
        assertThat(report.path("from").asText()).isEqualTo("2026-10-01T00:00:00Z");
        assertThat(report.path("to").asText()).isEqualTo("2026-11-01T00:00:00Z");
        assertThat(report.path("data")).hasSize(3);
        JsonNode first = report.at("/data/0");
        assertThat(first.toString())
                .isEqualTo("{\"day\":\"2026-10-01\",\"requests\":2,\"failed_requests\":0,\"unpriced_requests\":0,"
                        + "\"input_tokens\":101,\"cache_read_tokens\":10,\"cache_write_5m_tokens\":5,"
                        + "\"cache_write_1h_tokens\":6,\"output_tokens\":9,\"reasoning_tokens\":3,"
                        + "\"cost_usd\":\"1.250000002\"}");
        JsonNode second = report.at("/data/1");
        assertThat(second.path("day").asText()).isEqualTo("2026-10-02");
        assertThat(second.path("requests").asLong()).isEqualTo(2);
        assertThat(second.path("failed_requests").asLong()).isEqualTo(1);
        assertThat(second.path("unpriced_requests").asLong()).isEqualTo(1);
        assertThat(second.path("input_tokens").asLong()).isEqualTo(28);
        assertThat(second.path("output_tokens").asLong()).isEqualTo(32);
        assertThat(second.path("cost_usd").asText()).isEqualTo("0.5");
        assertThat(report.at("/data/2/day").asText()).isEqualTo("2026-10-31");
        assertThat(report.at("/data/2/cost_usd").asText()).isEqualTo("0");
        JsonNode total = report.path("total");
        assertThat(total.path("requests").asLong()).isEqualTo(5);
        assertThat(total.path("failed_requests").asLong()).isEqualTo(2);
        assertThat(total.path("input_tokens").asLong()).isEqualTo(129);
        assertThat(total.path("output_tokens").asLong()).isEqualTo(41);
        assertThat(total.path("cost_usd").asText()).isEqualTo("1.750000002");
    }

    @Test
    void sumsAreMadeByWhateverIsAskedForAndTheDearestIsFirst() {
        JsonNode byKey = report(OCTOBER + "&by=key");
        assertThat(byKey.at("/data/0/key").asText()).isEqualTo(alice);
        assertThat(byKey.at("/data/0/key_name").asText()).isEqualTo("alice");
        assertThat(byKey.at("/data/0/requests").asLong()).isEqualTo(3);
        assertThat(byKey.at("/data/1/key").asText()).isEqualTo("gone");
        assertThat(byKey.at("/data/1/key_name").isNull()).isTrue();
        JsonNode byTeam = report(OCTOBER + "&by=team");
        assertThat(byTeam.path("data")).hasSize(3);
        assertThat(byTeam.at("/data/0/team").asText()).isEqualTo("research");
        JsonNode both = report(OCTOBER + "&by=model,provider");
        assertThat(both.path("data")).hasSize(4);
        assertThat(both.at("/data/0").toString()).startsWith("{\"model\":\"gpt-4o\",\"provider\":\"openai\",");
        assertThat(both.at("/by").toString()).isEqualTo("[\"model\",\"provider\"]");
        assertThat(report(OCTOBER + "&by=provider_model,endpoint,day,key,team,model,provider")
                        .path("data"))
                .hasSize(4);
    }

    @Test
    void rowsAreChosenByWhatTheyMustHave() {
        assertThat(report(OCTOBER + "&by=model&key_id=" + alice)
                        .at("/total/requests")
                        .asLong())
                .isEqualTo(3);
        assertThat(report(OCTOBER + "&model=claude&provider=bedrock")
                        .at("/total/output_tokens")
                        .asLong())
                .isEqualTo(13);
        assertThat(report(OCTOBER + "&team=research&endpoint=chat-completions")
                        .at("/total/requests")
                        .asLong())
                .isEqualTo(3);
        assertThat(report(OCTOBER + "&team=nobody").path("data")).isEmpty();
        assertThat(report(OCTOBER + "&model='%20OR%201=1%20--").path("data")).isEmpty();
    }

    @Test
    void aMomentIsTheEndAndADayIsWhole() {
        assertThat(report("from=2026-10-01&to=2026-10-01").at("/total/requests").asLong())
                .isEqualTo(2);
        assertThat(report("from=2026-10-01T00:00:00.001Z&to=2026-10-01T23:59:59.999Z")
                        .path("data"))
                .isEmpty();
        assertThat(report("from=2026-10-01T01:00:00%2B01:00&to=2026-10-01T00:00:00.001Z")
                        .at("/total/requests")
                        .asLong())
                .isEqualTo(1);
    }

    @Test
    void nothingSaidIsTheLastThirtyDaysByDay() {
        JsonNode report = report("");
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        assertThat(Instant.parse(report.path("to").asText()))
                .isAfterOrEqualTo(today.atStartOfDay(ZoneOffset.UTC).toInstant());
        assertThat(Instant.parse(report.path("from").asText()).plusSeconds(30L * 24 * 3600))
                .isEqualTo(Instant.parse(report.path("to").asText()));
        assertThat(report.path("by").toString()).isEqualTo("[\"day\"]");
    }

    @Test
    void asCsvItIsATableThatHoldsNoFormula() {
        HttpResponse<String> answer = admin.get("/admin/v1/usage?" + OCTOBER + "&by=team,model,key&format=csv");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/csv; charset=utf-8");
        assertThat(answer.headers().firstValue("Content-Disposition")).contains("attachment; filename=\"usage.csv\"");
        assertThat(answer.body()).endsWith("\r\n");
        List<String> lines = answer.body().lines().toList();
        assertThat(lines.get(0))
                .isEqualTo("team,model,key,key_name,requests,failed_requests,unpriced_requests,input_tokens,"
                        + "cache_read_tokens,cache_write_5m_tokens,cache_write_1h_tokens,output_tokens,"
                        + "reasoning_tokens,cost_usd");
        assertThat(lines.get(1)).isEqualTo("research,gpt-4o," + alice + ",alice,2,0,0,101,10,5,6,9,3,1.250000002");
        assertThat(lines)
                .contains("'=cmd|' /C calc'!A0,\"'@sum,\"\"x\"\"\",gone,,1,1,0,0,0,0,0,0,0,0")
                .contains(",claude,gone,,1,1,1,17,0,0,0,19,0,0")
                .hasSize(5);
        assertThat(admin.get("/admin/v1/usage?" + OCTOBER, "Accept", "text/csv").body())
                .startsWith("day,requests,");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "from=yesterday                    | invalid_value     | from",
                "to=2026-13-01                     | invalid_value     | to",
                "to=2026-10-01T10:00:00            | invalid_value     | to",
                "from=2026-10-02&to=2026-10-01     | invalid_value     | from",
                "from=2020-01-01                   | invalid_value     | from",
                "from=-999999999-01-01             | invalid_value     | from",
                "from=0000-01-01T00:00:00Z         | invalid_value     | from",
                "to=%2B999999999-12-31             | invalid_value     | to",
                "to=%2B999999999-12-31T00:00:00Z   | invalid_value     | to",
                "from=%2B999999999-12-30&to=%2B999999999-12-31T00:00:00Z | invalid_value | from",
                "by=customer                       | invalid_value     | by",
                "by=key,key                        | invalid_value     | by",
                "by=key,                           | invalid_value     | by",
                "format=xml                        | invalid_value     | format",
                "key_id=                           | invalid_value     | key_id",
                "from=                             | invalid_value     | from",
                "day=2026-10-01                    | unknown_parameter | day",
                "groupby=key                       | unknown_parameter | groupby"
            })
    void whatIsWrongWithAQuestionIsSaid(String query, String code, String param) {
        HttpResponse<String> answer = admin.get("/admin/v1/usage?" + query);
        assertRefused(answer, 400, code);
        assertThat(json(answer).at("/error/param").asText()).isEqualTo(param);
    }
}
