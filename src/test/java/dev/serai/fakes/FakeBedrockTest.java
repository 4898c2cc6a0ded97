package dev.serai.fakes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.eventstream.Message;
import software.amazon.eventstream.MessageDecoder;

class FakeBedrockTest {
    private static final String HI = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}";
    private static final String MODEL = "us.anthropic.claude-sonnet-4-5-20250929-v1%3A0";

    private final FakeBedrock bedrock = FakeBedrock.start();
    private final FakeBedrock withKey = FakeBedrock.startWithApiKey();

    @AfterEach
    void close() {
        bedrock.close();
        withKey.close();
    }

    @Test
    void takesWhatTheSdkSigned() throws Exception {
        assertThat(new String(signed("converse"), StandardCharsets.UTF_8))
                .contains("\"text\":\"Echo: hi\"", "\"stopReason\":\"end_turn\"");
        bedrock.assertNothingRefused();
    }

    @Test
    void streamsFramesThatTheLibraryReads() throws Exception {
        List<Message> messages = new ArrayList<>();
        new MessageDecoder(messages::add).feed(signed("converse-stream"));
        assertThat(messages)
                .extracting(message -> message.getHeaders().get(":event-type").getString())
                .containsExactly(
                        "messageStart",
                        "contentBlockDelta",
                        "contentBlockDelta",
                        "contentBlockStop",
                        "messageStop",
                        "metadata");
    }

    @Test
    void refusesAnUnsignedCall() throws Exception {
        URI uri = URI.create(bedrock.origin() + "/model/" + MODEL + "/converse");
        HttpResponse<String> answer = Client.post(uri, Map.of(), HI);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("x-amzn-errortype").orElseThrow())
                .startsWith("MissingAuthenticationTokenException:");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"messages":[]} | messages
                    {"messages":[{"role":"user","content":[{"text":"a"}]}],"system":[{"text":"a"},{"cachePoint":{}}]} | system[1].cachePoint.type
                    {"messages":[{"role":"user","content":[{"text":"a"}]}],"toolConfig":{"tools":[{"toolSpec":{"name":"a","inputSchema":{"json":{"type":"object"}}}},{"cachePoint":{"type":"default","ttl":"2h"}}]}} | toolConfig.tools[1].cachePoint.ttl
                    {"messages":[{"role":"user","content":[{"text":"a"},{"cachePoint":{"type":"default","ttl":""}}]}]} | messages[0].content[1].cachePoint.ttl
                    {"messages":[{"role":"user","content":[{"text":"a"}]},{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"b"}}}]},{"role":"user","content":[{"text":"a"}]}]} | signature
                    {"messages":[{"role":"user","content":[{"text":"a"}]},{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"b","signature":"c2ln"}}}]},{"role":"user","content":[{"text":"a"}]}]} | Invalid `signature`
                    {"messages":[{"role":"user","content":[{"cachePoint":{"type":"default"}},{"text":"a"}]}]} | stands behind
                    {"messages":[{"role":"user","content":[{"text":" "}]}]} | must be non-empty
                    {"messages":[{"role":"user","content":[{"text":"a","image":{}}]}]} | exactly one of
                    {"messages":[{"role":"user","content":[{"type":"text"}]}]} | Unknown parameter: 'messages[0].content[0].type'
                    {"messages":[{"role":"assistant","content":[{"text":"a"}]}]} | alternate
                    {"messages":[{"role":"user","content":[{"text":"a"}]}],"max_tokens":1} | Unknown parameter: 'max_tokens'
                    {"messages":[{"role":"user","content":[{"text":"a"}]}],"toolConfig":{"tools":[]}} | toolConfig.tools
                    {"messages":[{"role":"user","content":[{"text":"a"}]}],"inferenceConfig":{"temperature":1.2}} | temperature
                    {"messages":[{"role":"user","content":[{"text":"a"}]}],"requestMetadata":{"a":"b!"}} | requestMetadata
                    {"messages":[{"role":"user","content":[{"toolResult":{"toolUseId":"a","content":[]}}]}]} | toolConfig
                    {"messages":[{"role":"user","content":[{"document":{"format":"pdf","name":"a.b","source":{"bytes":""}}}]}]} | name
                    {"messages":[{"role":"user","content":[{"image":{"format":"jpg","source":{"bytes":""}}}]}]} | format
                    """)
    void refusesWhatConverseRefuses(String request, String reason) throws Exception {
        HttpResponse<String> answer = withKey(request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains(reason);
        assertThat(answer.headers().firstValue("x-amzn-errortype").orElseThrow())
                .startsWith("ValidationException:");
    }

    @Test
    void takesABearerKeyWhereItIsSetUpSo() throws Exception {
        assertThat(withKey(HI).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> withKey(String body) throws Exception {
        String key = String.valueOf(withKey.environment().get("AWS_BEARER_TOKEN_BEDROCK"));
        return Client.post(
                URI.create(withKey.origin() + "/model/" + MODEL + "/converse"),
                Map.of("Authorization", "Bearer " + key),
                body);
    }

    private byte[] signed(String operation) throws Exception {
        Map<String, String> environment = bedrock.environment();
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(URI.create(bedrock.origin() + "/model/" + MODEL + "/" + operation))
                .putHeader("Content-Type", "application/json")
                .build();
        SignedRequest signed = AwsV4HttpSigner.create().sign(sign -> sign.identity(AwsCredentialsIdentity.create(
                        environment.get("AWS_ACCESS_KEY_ID"), environment.get("AWS_SECRET_ACCESS_KEY")))
                .request(request)
                .payload(ContentStreamProvider.fromUtf8String(HI))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "bedrock")
                .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1"));
        try (SdkHttpClient client = UrlConnectionHttpClient.create()) {
            HttpExecuteResponse response = client.prepareRequest(HttpExecuteRequest.builder()
                            .request(signed.request())
                            .contentStreamProvider(signed.payload().orElseThrow())
                            .build())
                    .call();
            try (InputStream body = response.responseBody().orElseThrow()) {
                return body.readAllBytes();
            }
        }
    }
}
