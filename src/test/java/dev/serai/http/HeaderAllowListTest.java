package dev.serai.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.http.RawClient.Answer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HeaderAllowListTest {
    /** What Camel itself puts on every message of platform-http. */
    private static final Set<String> CAMELS_OWN = Set.of(
            "CamelHttpPath",
            "CamelHttpMethod",
            "CamelHttpUrl",
            "CamelHttpUri",
            "CamelHttpQuery",
            "CamelHttpRawQuery",
            "CamelHttpCharacterEncoding",
            "CamelVertxPlatformHttpLocalAddress",
            "CamelVertxPlatformHttpRemoteAddress");

    private static TestingServer gateway;

    @BeforeAll
    static void start() {
        gateway = TestingServer.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @AfterEach
    void forget() {
        gateway.headers.clear();
    }

    static List<String> forged() {
        return List.of(
                "cAmElHttpUri",
                "CamelHttpUri",
                "CamelBeanMethodName",
                "CAMELHTTPMETHOD",
                "CamelRestHttpUri",
                "CamelHttpResponseCode",
                "org.apache.camel.x",
                "X-Gateway-Provider",
                "X-Tenant",
                "Authorization",
                "api-key",
                "Cookie",
                "X-Provider");
    }

    @ParameterizedTest
    @MethodSource("forged")
    @DisplayName("T1, T2, B79: as a header")
    void t1AsHeader(String name) throws Exception {
        try (RawClient client = gateway.connect()) {
            assertThat(client.chat("{}", name + ": http://127.0.0.1:9/", name.toLowerCase() + ": DELETE")
                            .read()
                            .status())
                    .isEqualTo(200);
        }
        assertNothingCameIn();
    }

    @ParameterizedTest
    @MethodSource("forged")
    @DisplayName("T1, T2, B80: in the query")
    void t1InQuery(String name) throws Exception {
        try (RawClient client = gateway.connect()) {
            client.post(
                    "/v1/chat/completions?" + name + "=http://127.0.0.1:9/&X-Preferred-Provider=openai",
                    "{}",
                    "Content-Type: application/json");
            assertThat(client.read().status()).isEqualTo(200);
        }
        assertNothingCameIn();
    }

    @ParameterizedTest
    @MethodSource("forged")
    @DisplayName("T1, T2, B81: as a form field")
    void t1AsFormField(String name) {
        int before = gateway.served.get();
        try (RawClient client = gateway.connect()) {
            client.post("/v1/chat/completions", name + "=DELETE", "Content-Type: application/x-www-form-urlencoded");
            assertThat(client.read().status()).isEqualTo(415);
        }
        assertThat(gateway.served).hasValue(before);
    }

    @Test
    void letsInWhatTheContractNames() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.chat(
                            "{}",
                            "x-preferred-provider: bedrock",
                            "X-REQUEST-TIMEOUT: 5",
                            "X-Stainless-Timeout: 6",
                            "X-Request-ID: abc",
                            "Traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                    .read();
        }
        assertThat(cameIn())
                .containsEntry("x-preferred-provider", "bedrock")
                .containsEntry("X-REQUEST-TIMEOUT", "5")
                .containsEntry("X-Stainless-Timeout", "6")
                .containsEntry("X-Request-ID", "abc")
                .containsKey("Traceparent")
                .hasSize(5);
    }

    @Test
    void theRequestIdThatComesInIsTheOneThatGoesOut() throws Exception {
        try (RawClient client = gateway.connect()) {
            Answer answer = client.chat("{}", "x-request-id: not harmless").read();
            assertThat(cameIn()).containsEntry("X-Request-ID", answer.headers().get("X-Request-ID"));
        }
    }

    @Test
    @DisplayName("T34: only the contract's headers go out")
    void t34Outbound() {
        try (RawClient client = gateway.connect()) {
            Answer answer = client.chat("{}", "X-Preferred-Provider: openai").read();
            assertThat(answer.headers().keySet().stream().map(String::toLowerCase))
                    .containsExactlyInAnyOrder(
                            "content-type",
                            "content-length",
                            "x-request-id",
                            "x-provider",
                            "x-ratelimit-limit-requests");
        }
    }

    private static void assertNothingCameIn() throws InterruptedException {
        assertThat(cameIn().keySet()).containsExactly("X-Request-ID");
    }

    private static Map<String, Object> cameIn() throws InterruptedException {
        return gateway.headers.take().entrySet().stream()
                .filter(header -> !CAMELS_OWN.contains(header.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
