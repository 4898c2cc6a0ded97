package dev.serai.fakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** The recomputed signature against botocore's golden ones (wire.md 3.1) and against the AWS SDK's signer. */
class AwsSignatureTest {
    private static final String BODY = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}";
    private static final String PROFILE_PATH = "/model/us.anthropic.claude-3-haiku-20240307-v1%3A0/converse";
    private static final String ARN_PATH =
            "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.amazon.nova-lite-v1%3A0/converse";
    private static final Instant SIGNED_AT = Instant.parse("2026-01-15T12:00:00Z");
    private static final List<String> SIGNED_HEADERS = List.of("content-type", "host", "x-amz-date");
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private final AwsSignature signature = expecting(null, SIGNED_AT);

    @Test
    void goldenSignatureOfAnInferenceProfile() {
        assertThat(signature.canonicalRequest(golden(PROFILE_PATH, ""), SIGNED_HEADERS))
                .startsWith("POST\n/model/us.anthropic.claude-3-haiku-20240307-v1%253A0/converse\n\n")
                .endsWith("\nc3335e07d6e89650bf94cb98664be69f8774dbc3198df221f113db0a59ea14f0");
        assertThat(signature.signature(golden(PROFILE_PATH, ""), SIGNED_HEADERS))
                .isEqualTo("92f83cff458d86761aa93c9a66d39f04863ed78a241d3380b79fb5ba0343ee2f");
    }

    @Test
    void goldenSignatureOfAnArnWhichIsOneSegment() {
        assertThat(signature.signature(golden(ARN_PATH, ""), SIGNED_HEADERS))
                .isEqualTo("0d782596dd88e1e55f000ac842437e4f34302fb05165b4b9760e182834b94c36");
    }

    @Test
    void goldenRequestIsVerified() {
        signature.verify(golden(
                PROFILE_PATH,
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260115/us-east-1/bedrock/aws4_request,"
                        + " SignedHeaders=content-type;host;x-amz-date,"
                        + " Signature=92f83cff458d86761aa93c9a66d39f04863ed78a241d3380b79fb5ba0343ee2f"));
    }

    @Test
    void whatTheSdkSignsIsVerified() {
        signature.verify(signedBySdk("us-east-1", null, BODY));
        expecting("token", SIGNED_AT).verify(signedBySdk("us-east-1", "token", BODY));
    }

    @Test
    void aTamperedBodyIsRefused() {
        ReceivedCall signed = signedBySdk("us-east-1", null, BODY);
        List<ReceivedCall.Header> headers = new ArrayList<>(signed.headers());
        headers.removeIf(header -> header.name().equalsIgnoreCase("x-amz-content-sha256"));
        assertRefused(signature, call(signed.target(), headers, BODY.replace("hi", "ho")), "does not match");
    }

    @Test
    void anotherRegionKeyTokenOrTimeIsRefused() {
        assertRefused(signature, signedBySdk("eu-west-1", null, BODY), "scoped to 'us-east-1/bedrock'");
        assertRefused(signature, signedBySdk("us-east-1", "token", BODY), "security token");
        assertRefused(expecting("token", SIGNED_AT), signedBySdk("us-east-1", null, BODY), "security token");
        assertRefused(
                expecting(null, SIGNED_AT.plus(Duration.ofMinutes(6))),
                signedBySdk("us-east-1", null, BODY),
                "Signature expired");
        AwsSignature otherKey =
                new AwsSignature("AKIDOTHER", SECRET, null, "us-east-1", Clock.fixed(SIGNED_AT, ZoneOffset.UTC));
        assertRefused(otherKey, signedBySdk("us-east-1", null, BODY), "security token");
    }

    @Test
    void anUnsignedAmzHeaderIsRefused() {
        ReceivedCall signed = signedBySdk("us-east-1", null, BODY);
        List<ReceivedCall.Header> headers = new ArrayList<>(signed.headers());
        headers.add(new ReceivedCall.Header("X-Amz-Extra", "1"));
        assertRefused(signature, call(signed.target(), headers, BODY), "'x-amz-extra' must be a 'SignedHeader'");
    }

    private static void assertRefused(AwsSignature expected, ReceivedCall call, String reason) {
        assertThatThrownBy(() -> expected.verify(call))
                .isInstanceOf(RequestRefused.class)
                .hasMessageContaining(reason);
    }

    private static AwsSignature expecting(@Nullable String token, Instant now) {
        return new AwsSignature("AKIDEXAMPLE", SECRET, token, "us-east-1", Clock.fixed(now, ZoneOffset.UTC));
    }

    private static ReceivedCall golden(String path, String authorization) {
        return call(
                path,
                List.of(
                        new ReceivedCall.Header("Content-Type", "application/json"),
                        new ReceivedCall.Header("Host", "bedrock-runtime.us-east-1.amazonaws.com"),
                        new ReceivedCall.Header("X-Amz-Date", "20260115T120000Z"),
                        new ReceivedCall.Header("Authorization", authorization)),
                BODY);
    }

    private static ReceivedCall signedBySdk(String region, @Nullable String token, String body) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(URI.create("https://bedrock-runtime.us-east-1.amazonaws.com" + PROFILE_PATH))
                .putHeader("Content-Type", "application/json")
                .build();
        AwsCredentialsIdentity identity = token == null
                ? AwsCredentialsIdentity.create("AKIDEXAMPLE", SECRET)
                : AwsSessionCredentialsIdentity.create("AKIDEXAMPLE", SECRET, token);
        SdkHttpRequest signed = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(identity)
                        .request(request)
                        .payload(ContentStreamProvider.fromUtf8String(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "bedrock")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(AwsV4HttpSigner.SIGNING_CLOCK, Clock.fixed(SIGNED_AT, ZoneOffset.UTC)))
                .request();
        List<ReceivedCall.Header> headers = new ArrayList<>();
        signed.forEachHeader(
                (name, values) -> values.forEach(value -> headers.add(new ReceivedCall.Header(name, value))));
        return call(PROFILE_PATH, headers, body);
    }

    private static ReceivedCall call(String path, List<ReceivedCall.Header> headers, String body) {
        return new ReceivedCall("POST", path, headers, body.getBytes(StandardCharsets.UTF_8));
    }
}
