package dev.serai.dialects;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.serai.dialects.responses.ResponsesOverChat;
import dev.serai.dialects.responses.ResponsesRequest;
import dev.serai.dialects.responses.ResponsesRequestReader;
import dev.serai.errors.GatewayError;
import dev.serai.errors.ProviderException;
import dev.serai.streams.StreamEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/**
 * A column of {@code responses/<dialect>/<case>/} and {@code streams/<dialect>/<case>/}: what a client of {@code /v1/responses}
 * gets where the client of a chat gets {@code openai.json} or {@code openai.sse}. Cases that have {@code response.json} or {@code
 * response.sse} are in it.
 */
class ResponsesGoldenTest {
    private static final Pattern MADE = Pattern.compile("\\b(resp|msg|rs|fc|ctc)_[0-9A-Za-z]{24}\\b");
    private static final String ASKED = "{\"model\":\"claude\",\"input\":\"Hi\"}";

    @TestFactory
    Stream<DynamicContainer> answers() {
        return Goldens.cases("responses", ResponsesGoldenTest::answer);
    }

    @TestFactory
    Stream<DynamicContainer> streams() {
        return Goldens.cases("streams", ResponsesGoldenTest::stream);
    }

    private static void answer(ChatDialect dialect, Path folder) {
        Path golden = folder.resolve("response.json");
        if (!Files.exists(golden)) {
            return;
        }
        ProviderAnswer answer =
                new ProviderAnswer(200, Goldens.headers(folder), Goldens.bytes(folder.resolve("provider.json")));
        byte[] response = new ResponsesOverChat(dialect)
                .answer(answer, asked(), Goldens.context(folder, false))
                .body();
        Goldens.check(golden, stable(Goldens.json(response).toPrettyString() + "\n"));
    }

    private static void stream(ChatDialect dialect, Path folder) {
        Path golden = folder.resolve("response.sse");
        if (!Files.exists(golden)) {
            return;
        }
        ChatStream stream = new ResponsesOverChat(dialect)
                .stream(asked(), Goldens.context(folder, true).withThinkingAtOnce());
        StringBuilder sse = new StringBuilder();
        List<StreamEvent> events = StreamGoldenTest.events(folder, stream.framing());
        try {
            events.forEach(event -> stream.on(event, chunk -> sse.append(new String(chunk, UTF_8))));
            stream.end(chunk -> sse.append(new String(chunk, UTF_8)));
        } catch (ProviderException broken) {
            GatewayError told = new GatewayError.InvalidRequest(
                    "provider_unavailable", null, broken.failure().message());
            sse.append(new String(stream.broken(told, "req_1"), UTF_8));
        }
        LegalResponseStream.check(LegalResponseStream.events(sse.toString()));
        Goldens.check(golden, stable(sse.toString()));
    }

    private static ResponsesRequest asked() {
        return new ResponsesRequestReader().read(ASKED.getBytes(UTF_8));
    }

    private static String stable(String text) {
        return MADE.matcher(text).replaceAll("$1_made");
    }
}
