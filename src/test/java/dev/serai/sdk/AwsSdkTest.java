package dev.serai.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.AccessDeniedException;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamMetadataEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;

/**
 * AWS' own clients before {@code /providers/bedrock}, with credentials that no AWS account knows: the gateway signs anew. A
 * model's id has colons, an ARN slashes, and both clients encode them in a way of their own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AwsSdkTest {
    private static final String MODEL = "anthropic.claude-3-haiku-20240307-v1:0";
    private static final String PROFILE =
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0";
    private static final String LLAMA = "meta.llama3-70b-instruct-v1:0";
    private static final StaticCredentialsProvider DUMMY =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAOFNOBODY", "secret-of-nobody"));

    private ThreeProviders providers;
    private BedrockRuntimeClient client;
    private BedrockRuntimeAsyncClient asyncClient;

    @BeforeAll
    void start() {
        providers = ThreeProviders.start();
        URI endpoint = URI.create(providers.origin() + "/providers/bedrock");
        client = BedrockRuntimeClient.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(DUMMY)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(config -> config.retryStrategy(strategy -> strategy.maxAttempts(1)))
                .build();
        asyncClient = BedrockRuntimeAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(DUMMY)
                // It would assume HTTP/2 of Bedrock, without asking.
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1))
                .overrideConfiguration(config -> config.retryStrategy(strategy -> strategy.maxAttempts(1)))
                .build();
    }

    @AfterEach
    void nobodyWasTreatedBadly() {
        providers.bedrock.assertNothingRefused();
        providers.bedrock.assertNoForeignCredentials(List.of("AKIAOFNOBODY", "secret-of-nobody"));
        providers.recover();
    }

    @AfterAll
    void stop() {
        client.close();
        asyncClient.close();
        providers.close();
    }

    @Test
    void converse() {
        for (String model : List.of(MODEL, PROFILE)) {
            providers.bedrock.enqueue(providers.bedrock.text("Hello from " + model));
            ConverseResponse answer =
                    client.converse(request -> request.modelId(model).messages(saying("Hello")));
            assertThat(answer.output().message().content().get(0).text()).isEqualTo("Hello from " + model);
            assertThat(answer.usage().totalTokens()).isPositive();
        }
    }

    @Test
    void converseOfTheAsyncClient() {
        providers.bedrock.enqueue(providers.bedrock.text("Hello"));
        ConverseResponse answer = asyncClient
                .converse(request -> request.modelId(PROFILE).messages(saying("Hello")))
                .join();
        assertThat(answer.output().message().content().get(0).text()).isEqualTo("Hello");
    }

    @Test
    void converseStream() {
        providers.bedrock.enqueue(providers.bedrock.stream("one ", "two ", "three"));
        StringBuffer text = new StringBuffer();
        AtomicReference<ConverseStreamMetadataEvent> metadata = new AtomicReference<>();
        ConverseStreamResponseHandler handler = ConverseStreamResponseHandler.builder()
                .subscriber(ConverseStreamResponseHandler.Visitor.builder()
                        .onContentBlockDelta(event -> text.append(event.delta().text()))
                        .onMetadata(metadata::set)
                        .build())
                .build();
        asyncClient
                .converseStream(request -> request.modelId(MODEL).messages(saying("Hello")), handler)
                .join();
        assertThat(text).hasToString("one two three");
        assertThat(metadata.get().usage().outputTokens()).isPositive();
    }

    @Test
    void anExceptionWithinAStreamIsTheSdksOwn() {
        providers.bedrock.enqueue(providers.bedrock.stream("one ", "two ")
                .keepingContents(1)
                .followedBy(providers.bedrock.exceptionFrame("throttlingException", "slow down")));
        ConverseStreamResponseHandler handler =
                ConverseStreamResponseHandler.builder().subscriber(event -> {}).build();
        assertThatThrownBy(() -> asyncClient
                        .converseStream(request -> request.modelId(MODEL).messages(saying("Hello")), handler)
                        .join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(ThrottlingException.class);
    }

    @Test
    void invokeModel() {
        String body = "{ \"prompt\":\"Hello\",  \"temperature\":0.50}";
        InvokeModelResponse answer =
                client.invokeModel(request -> request.modelId(LLAMA).body(SdkBytes.fromUtf8String(body)));
        assertThat(answer.body().asUtf8String()).contains("\"generation\"");
        assertThat(providers.bedrock.last().text()).isEqualTo(body);
    }

    @Test
    void invokeModelWithResponseStream() {
        providers.bedrock.enqueue(providers.bedrock.invokeStream(LLAMA, "one ", "two"));
        List<String> chunks = new CopyOnWriteArrayList<>();
        InvokeModelWithResponseStreamResponseHandler handler = InvokeModelWithResponseStreamResponseHandler.builder()
                .subscriber(InvokeModelWithResponseStreamResponseHandler.Visitor.builder()
                        .onChunk(part -> chunks.add(part.bytes().asUtf8String()))
                        .build())
                .build();
        asyncClient
                .invokeModelWithResponseStream(
                        request -> request.modelId(LLAMA).body(SdkBytes.fromUtf8String("{\"prompt\":\"Hello\"}")),
                        handler)
                .join();
        assertThat(chunks).hasSizeGreaterThanOrEqualTo(2).anyMatch(chunk -> chunk.contains("one "));
    }

    @Test
    void theProvidersErrorsAndOursAreTheSdksExceptions() {
        providers.bedrock.enqueue(providers.bedrock.error(429));
        assertThatThrownBy(
                        () -> client.converse(request -> request.modelId(MODEL).messages(saying("Hello"))))
                .isInstanceOf(ThrottlingException.class)
                .hasMessageContaining("Too many requests");
        assertThatThrownBy(() -> client.startAsyncInvoke(request -> request.modelId(MODEL)
                        .modelInput(Document.mapBuilder().build())
                        .outputDataConfig(output -> output.s3OutputDataConfig(s3 -> s3.s3Uri("s3://bucket")))))
                .isInstanceOf(AccessDeniedException.class);
    }

    private static Message saying(String text) {
        return Message.builder()
                .role(ConversationRole.USER)
                .content(ContentBlock.fromText(text))
                .build();
    }
}
