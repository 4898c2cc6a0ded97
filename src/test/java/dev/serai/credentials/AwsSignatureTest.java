package dev.serai.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.MappingText;
import dev.serai.config.ModelTarget;
import dev.serai.fakes.ReceivedCall;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * What goes out is recomputed by {@link dev.serai.fakes.AwsSignature}, which the two golden signatures of wire.md 3.1 prove:
 * the SDK's signer signs {@code x-amz-content-sha256} beside the golden headers, and has no switch for it.
 */
class AwsSignatureTest {
    private static final String BODY = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}";
    private static final String PROFILE_PATH = "/model/us.anthropic.claude-3-haiku-20240307-v1%3A0/converse";
    private static final String ARN_PATH =
            "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.amazon.nova-lite-v1%3A0/converse";
    private static final String KEY = "AKIDEXAMPLE";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-15T12:00:00Z"), ZoneOffset.UTC);
    private static final AwsCredentialsProvider KEYS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, SECRET));
    private static final String MAPPING = """
            model_mappings:
              here: {default_provider: bedrock, providers: {bedrock: {model: amazon.nova-lite-v1:0}}}
              there: {default_provider: bedrock, providers: {bedrock: {model: amazon.nova-lite-v1:0, region: eu-west-1}}}
            """;
    private static final ModelTarget HERE = target("here", Map.of());

    @ParameterizedTest
    @ValueSource(strings = {PROFILE_PATH, ARN_PATH})
    @DisplayName("wire.md 3.1: the canonical path encodes the encoded path once more, and an ARN is one segment")
    void theSignatureIsTheOneThatTheRequestAsksFor(String path) {
        HttpRequest request = signed(new AwsSignature(KEYS, "us-east-1", CLOCK), path, HERE);
        expecting(null, "us-east-1").verify(received(request, path));
        assertThat(header(request, "Authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260115/us-east-1/bedrock/aws4_request,")
                .contains("SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date,");
        assertThat(header(request, "X-Amz-Date")).isEqualTo("20260115T120000Z");
        assertThat(header(request, "x-amz-content-sha256"))
                .isEqualTo("c3335e07d6e89650bf94cb98664be69f8774dbc3198df221f113db0a59ea14f0");
        assertThat(request.getFirstHeader("X-Amz-Security-Token")).isNull();
    }

    @Test
    void aSessionTokenIsSentAndSigned() {
        AwsCredentialsProvider temporary =
                StaticCredentialsProvider.create(AwsSessionCredentials.create(KEY, SECRET, "token"));
        HttpRequest request = signed(new AwsSignature(temporary, "us-east-1", CLOCK), PROFILE_PATH, HERE);
        expecting("token", "us-east-1").verify(received(request, PROFILE_PATH));
        assertThat(header(request, "Authorization")).contains("x-amz-date;x-amz-security-token");
    }

    @Test
    void aBearerKeyGoesBeforeAnySignature() {
        AwsSignature signature = new AwsSignature(AwsSignatureTest::nothing, "us-east-1", CLOCK);
        ModelTarget withKey = target("here", Map.of("AWS_BEARER_TOKEN_BEDROCK", "ABSKxyz"));
        HttpRequest request = signed(signature, PROFILE_PATH, withKey);
        assertThat(request.getHeaders()).hasSize(1);
        assertThat(header(request, "Authorization")).isEqualTo("Bearer ABSKxyz");
    }

    @Test
    void theRegionIsTheTargetsElseItsProvidersElseTheGateways() {
        AwsSignature signature = new AwsSignature(KEYS, "ap-south-1", CLOCK);
        Map<String, String> ofProvider = Map.of("AWS_REGION", "us-west-2");
        assertThat(signature.region(target("there", ofProvider))).isEqualTo("eu-west-1");
        assertThat(signature.region(target("here", ofProvider))).isEqualTo("us-west-2");
        assertThat(signature.region(HERE)).isEqualTo("ap-south-1");
        HttpRequest request = signed(signature, PROFILE_PATH, target("there", ofProvider));
        expecting(null, "eu-west-1").verify(received(request, PROFILE_PATH));
    }

    @Test
    void withoutCredentialsNothingIsSigned() {
        AwsSignature signature = new AwsSignature(AwsSignatureTest::nothing, "us-east-1", CLOCK);
        assertThatThrownBy(() -> signed(signature, PROFILE_PATH, HERE))
                .isInstanceOf(CredentialsException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void aClockThatIsWrongIsCorrectedForAllThatItHasFailed() {
        AwsSignature signature = new AwsSignature(KEYS, "us-east-1", CLOCK);
        HttpRequest first = signed(signature, PROFILE_PATH, HERE);
        HttpRequest second = signed(signature, PROFILE_PATH, HERE);
        assertThat(signature.follow(first, Duration.ofSeconds(-200))).isFalse();
        assertThat(signature.follow(first, Duration.ofMinutes(10))).isTrue();
        assertThat(signature.follow(second, Duration.ofMinutes(10)))
                .as("of one that was under way meanwhile")
                .isTrue();
        HttpRequest corrected = signed(signature, PROFILE_PATH, HERE);
        assertThat(header(corrected, "X-Amz-Date")).isEqualTo("20260115T121000Z");
        assertThat(signature.follow(corrected, Duration.ofMinutes(10)))
                .as("refused for something else")
                .isFalse();
    }

    private static AwsBasicCredentials nothing() {
        throw SdkClientException.create("no secret anywhere");
    }

    private static HttpRequest signed(AwsSignature signature, String path, ModelTarget target) {
        HttpRequest request = new BasicHttpRequest(
                "POST", new HttpHost("https", "bedrock-runtime.us-east-1.amazonaws.com", -1), path);
        signature.authenticate(request, BODY.getBytes(StandardCharsets.UTF_8), target);
        return request;
    }

    private static dev.serai.fakes.AwsSignature expecting(@Nullable String token, String region) {
        return new dev.serai.fakes.AwsSignature(KEY, SECRET, token, region, CLOCK);
    }

    private static ReceivedCall received(HttpRequest request, String path) {
        List<ReceivedCall.Header> headers = new ArrayList<>(List.of(
                new ReceivedCall.Header("Content-Type", "application/json"),
                new ReceivedCall.Header("Host", "bedrock-runtime.us-east-1.amazonaws.com")));
        Arrays.stream(request.getHeaders())
                .map(header -> new ReceivedCall.Header(header.getName(), header.getValue()))
                .forEach(headers::add);
        return new ReceivedCall("POST", path, headers, BODY.getBytes(StandardCharsets.UTF_8));
    }

    private static String header(HttpRequest request, String name) {
        Header header = request.getFirstHeader(name);
        assertThat(header).as(name).isNotNull();
        return header.getValue();
    }

    private static ModelTarget target(String model, Map<String, String> variables) {
        return MappingText.target(MappingText.load(MAPPING, variables), model);
    }
}
