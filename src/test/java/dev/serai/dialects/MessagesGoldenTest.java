package dev.serai.dialects;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.dialects.anthropic.AnthropicMessages;
import dev.serai.dialects.messages.MessagesOverChat;
import dev.serai.dialects.messages.MessagesRequestReader;
import dev.serai.errors.GatewayError.ProviderError;
import dev.serai.errors.ProviderException;
import dev.serai.streams.StreamEvent;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/**
 * What clients of Messages get of the answers and streams of every dialect: {@code responses/<dialect>/<case>/provider.json} to
 * messages.json, {@code streams/<dialect>/<case>/provider.sse} to messages.sse. Every stream is a legal one; the goldens are of
 * the dialects that differ.
 */
class MessagesGoldenTest {
    private static final Set<String> COLUMNS = Set.of("openai", "anthropic", "converse", "gemini");

    @TestFactory
    Stream<DynamicContainer> streams() {
        return Goldens.cases("streams", MessagesGoldenTest::stream);
    }

    @TestFactory
    Stream<DynamicContainer> responses() {
        return Goldens.cases("responses", MessagesGoldenTest::answer);
    }

    private static void stream(ChatDialect dialect, Path folder) {
        if (ofOpenAiAlone(folder)) {
            return;
        }
        MessagesRequest request = request(true);
        AnswerContext context = Goldens.context(folder, true).withThinkingAtOnce();
        ChatStream stream = of(dialect).stream(request, context);
        StringBuilder sse = new StringBuilder();
        ChatStream.ChunkSink sink = event -> sse.append(new String(event, UTF_8));
        try {
            for (StreamEvent event : StreamGoldenTest.events(folder, stream.framing())) {
                if (!stream.finished()) {
                    stream.on(event, sink);
                }
            }
            if (!stream.finished()) {
                stream.end(sink);
            }
        } catch (ProviderException failed) {
            if (!sse.isEmpty()) {
                sse.append(new String(
                        stream.broken(
                                new ProviderError(
                                        502,
                                        "provider_error",
                                        "provider_invalid_response",
                                        null,
                                        failed.failure().message(),
                                        null,
                                        false),
                                "req_1"),
                        UTF_8));
            }
        }
        LegalMessages.check(sse.toString(), !dialect.name().equals("anthropic"));
        if (!sse.isEmpty() && COLUMNS.contains(folder.getParent().getFileName().toString())) {
            Goldens.check(folder.resolve("messages.sse"), sse.toString());
        }
    }

    private static void answer(ChatDialect dialect, Path folder) {
        if (ofOpenAiAlone(folder)) {
            return;
        }
        ProviderAnswer answer =
                new ProviderAnswer(200, Goldens.headers(folder), Goldens.bytes(folder.resolve("provider.json")));
        try {
            MessagesAnswer message = of(dialect).answer(answer, request(false), Goldens.context(folder, false));
            assertThat(Goldens.json(message.body()).path("type").asText("message"))
                    .isEqualTo("message");
            if (COLUMNS.contains(folder.getParent().getFileName().toString())) {
                Goldens.check(folder.resolve("messages.json"), Goldens.json(message.body()));
            }
        } catch (ProviderException failed) {
            assertThat(folder.resolve("failure.json")).exists();
        }
    }

    /** Custom tools and the deprecated functions, which no Messages request can offer. */
    private static boolean ofOpenAiAlone(Path folder) {
        AnswerContext context = Goldens.context(folder, true);
        return context.legacyFunctions() || !context.toolNames().custom().isEmpty();
    }

    private static EndpointDialect<MessagesRequest, MessagesAnswer> of(ChatDialect dialect) {
        return dialect.name().equals("anthropic") ? new AnthropicMessages() : new MessagesOverChat(dialect);
    }

    private static MessagesRequest request(boolean stream) {
        String body = "{\"model\":\"claude\",\"max_tokens\":100,\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        return new MessagesRequestReader().read(body.getBytes(UTF_8), null, null);
    }
}
