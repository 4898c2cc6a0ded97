package dev.serai.fakes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeVertex.Family;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FakeVertexTest {
    private static final String BELOW = "/v1/projects/" + FakeVertex.PROJECT + "/locations/us-east5";
    private static final String CLAUDE = BELOW + "/publishers/anthropic/models/claude-sonnet-4-5@20250929:rawPredict";
    private static final String HI = "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    private static final String GOOD = "{\"anthropic_version\":\"vertex-2023-10-16\"," + HI + "}";

    private final FakeVertex vertex = FakeVertex.start(Family.CLAUDE);

    @AfterEach
    void close() {
        vertex.close();
    }

    @Test
    void answersAsClaude() throws Exception {
        assertThat(post(CLAUDE, GOOD).body()).contains("Echo: Hi");
        vertex.assertNothingRefused();
    }

    @Test
    void answersAsAnOpenModel() throws Exception {
        HttpResponse<String> answer = post(
                BELOW + "/endpoints/openapi/chat/completions",
                "{\"model\":\"meta/llama-4-maas\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        assertThat(answer.body()).contains("Echo: Hi");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /v1/projects/other/locations/us-east5/publishers/anthropic/models/claude-opus-4-6:rawPredict | 403
                    /v1/projects/canary-project-4711/locations/mars/publishers/anthropic/models/claude-opus-4-6:rawPredict | 400
                    /v1/publishers/anthropic/models/claude-opus-4-6:rawPredict | 404
                    /v1/projects/canary-project-4711/locations/us-east5/publishers/anthropic/models/claude-opus-4-6:predict | 404
                    /v1/projects/canary-project-4711/locations/us-east5/publishers/meta/models/llama:rawPredict | 404
                    /v1/messages | 404
                    """)
    void refusesOtherPaths(String path, int status) throws Exception {
        HttpResponse<String> answer = post(path, GOOD);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"status\":\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "temperature":1 | anthropic_version: Field required
                    "anthropic_version":"2023-06-01" | anthropic_version
                    "anthropic_version":"vertex-2023-10-16","model":"claude-opus-4-6" | model
                    "anthropic_version":"vertex-2023-10-16","stream":true | does not fit the verb
                    "anthropic_version":"vertex-2023-10-16","service_tier":"auto" | service_tier
                    "anthropic_version":"vertex-2023-10-16","seed":1 | Unknown parameter: 'seed'
                    "anthropic_version":"vertex-2023-10-16","system":[{"type":"image","source":{"type":"url","url":"https://a.example/b.png"}}] | source.type
                    """)
    void refusesWhatVertexRefusesOfClaude(String fields, String reason) throws Exception {
        HttpResponse<String> answer = post(CLAUDE, "{" + fields + "," + HI + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("INVALID_ARGUMENT", reason);
    }

    @Test
    void wantsOneGoodCredential() throws Exception {
        String token = vertex.environment().get("GCP_ACCESS_TOKEN");
        assertThat(post(CLAUDE, GOOD, Map.of()).statusCode()).isEqualTo(401);
        assertThat(post(CLAUDE, GOOD, Map.of("Authorization", "Bearer other")).statusCode())
                .isEqualTo(401);
        assertThat(post(CLAUDE, GOOD, Map.of("Authorization", "Bearer " + token, "x-goog-api-key", vertex.apiKey()))
                        .statusCode())
                .isEqualTo(401);
        assertThat(post(CLAUDE, GOOD, Map.of("Authorization", "Bearer " + token, "x-api-key", "foreign"))
                        .statusCode())
                .isEqualTo(400);
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return post(
                path,
                body,
                Map.of("Authorization", "Bearer " + vertex.environment().get("GCP_ACCESS_TOKEN")));
    }

    private HttpResponse<String> post(String path, String body, Map<String, String> headers) throws Exception {
        return Client.post(URI.create(vertex.origin() + path), headers, body);
    }
}
