import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/**
 * A provider that streams an answer at a steady pace, in OpenAI's events or in Bedrock's frames. Each chunk's text says when
 * it was written ({@code @nanoseconds@} of the machine's monotonic clock), so that the load can tell how long it took.
 */
final class PacedUpstream {
    private static final int CHUNKS = 50;
    private static final long GAP_MILLIS = 20;

    public static void main(String[] arguments) {
        Vertx vertx = Vertx.vertx();
        vertx.createHttpServer(new HttpServerOptions().setTcpNoDelay(true).setAcceptBacklog(1024))
                .requestHandler(request -> request.endHandler(end -> answer(vertx, request)))
                .listen(Integer.parseInt(arguments[0]), "127.0.0.1")
                .onFailure(failure -> {
                    failure.printStackTrace();
                    System.exit(1);
                });
    }

    private static void answer(Vertx vertx, HttpServerRequest request) {
        HttpServerResponse response = request.response().setChunked(true);
        boolean bedrock = request.path().startsWith("/model/");
        response.putHeader("Content-Type", bedrock ? "application/vnd.amazon.eventstream" : "text/event-stream");
        Function<String, Buffer> chunk = bedrock ? PacedUpstream::converseDelta : PacedUpstream::openAiDelta;
        Buffer opening = bedrock ? event("messageStart", "{\"role\":\"assistant\"}") : Buffer.buffer();
        response.write(opening.appendBuffer(chunk.apply(now())));
        int[] sent = {1};
        vertx.setPeriodic(GAP_MILLIS, timer -> {
            if (response.closed()) {
                vertx.cancelTimer(timer);
            } else if (sent[0]++ < CHUNKS) {
                response.write(chunk.apply(now()));
            } else {
                vertx.cancelTimer(timer);
                response.end(bedrock ? CONVERSE_END : OPENAI_END);
            }
        });
    }

    private static String now() {
        return "@" + System.nanoTime() + "@ ";
    }

    private static Buffer openAiDelta(String text) {
        return data("{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1760000000,"
                + "\"model\":\"gpt-4o-2024-08-06\",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_bench\","
                + "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"" + text
                + "\"},\"logprobs\":null,\"finish_reason\":null}]}");
    }

    private static Buffer converseDelta(String text) {
        return event(
                "contentBlockDelta",
                "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"" + text + "\"},\"p\":\"abcdefghijklmnop\"}");
    }

    private static Buffer data(String json) {
        return Buffer.buffer("data: " + json + "\n\n");
    }

    private static Buffer event(String type, String json) {
        Map<String, HeaderValue> headers = Map.of(
                        ":event-type", type, ":content-type", "application/json", ":message-type", "event")
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, header -> HeaderValue.fromString(header.getValue())));
        return Buffer.buffer(new Message(headers, json.getBytes(StandardCharsets.UTF_8)).toByteBuffer().array());
    }

    private static final Buffer OPENAI_END = data("{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\","
                    + "\"created\":1760000000,\"model\":\"gpt-4o-2024-08-06\","
                    + "\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}]}")
            .appendString("data: [DONE]\n\n");

    private static final Buffer CONVERSE_END = event("contentBlockStop", "{\"contentBlockIndex\":0}")
            .appendBuffer(event("messageStop", "{\"stopReason\":\"end_turn\"}"))
            .appendBuffer(event(
                    "metadata",
                    "{\"metrics\":{\"latencyMs\":1000},"
                            + "\"usage\":{\"inputTokens\":43,\"outputTokens\":50,\"totalTokens\":93}}"));
}
