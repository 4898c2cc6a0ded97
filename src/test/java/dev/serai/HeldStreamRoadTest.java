package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code rescue: restart} has held back, more than the kernel's buffers hold, goes to a client no faster than it takes it: slowly
 * and steadily for longer than a client may take nothing, or not at all.
 */
@Timeout(120)
class HeldStreamRoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ANSWER_BYTES = 18 << 20;
    private static final int RECEIVE_BUFFER_BYTES = 128 * 1024;
    private static final int READ_BYTES = 256 * 1024;
    private static final long PAUSE_MILLIS = 50;
    private static final String MAPPING = """
            model_mappings:
              held: {rescue: restart, default_provider: openai, providers: {openai: {model: gpt-4o}}}
            providers: {openai: {}}
            """;
    private static final ProviderFakes FAKES = new ProviderFakes();
    private static final EverythingLogged LOG = new EverythingLogged();

    @TempDir
    static Path folder;

    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        Map<String, String> variables = new HashMap<>(FAKES.environment());
        variables.put("CLIENT_STALL", "1s");
        variables.put("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
        variables.put("LEDGER_ENABLED", "true");
        gateway = RunningGateway.start(MAPPING, variables);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        FAKES.close();
    }

    @Test
    void isNotTakenForReadByAClientThatTakesNothing() throws Exception {
        String event = "x".repeat(64 << 10);
        FAKES.openai.enqueue(FAKES.openai.stream(
                Collections.nCopies(ANSWER_BYTES / event.length(), event).toArray(String[]::new)));
        LOG.begin();
        try (Socket client = connected()) {
            send(client, "X-Request-ID: takes-nothing\r\n");
            assertThat(LOG.awaitLine("serai.usage", "takes-nothing")).contains("status=\"499\"");
        } finally {
            LOG.end();
        }
    }

    @ParameterizedTest(name = "in events of {0} bytes")
    @ValueSource(ints = {16 << 10, 64 << 10, 3 << 20})
    void reachesASlowClientWhole(int eventBytes) throws Exception {
        String event = "0123456789abcdef".repeat(eventBytes / 16);
        int events = ANSWER_BYTES / eventBytes;
        FAKES.openai.enqueue(
                FAKES.openai.stream(Collections.nCopies(events, event).toArray(String[]::new)));
        String body = unchunked(slowly());
        StringBuilder text = new StringBuilder();
        String[] blocks = body.split("\n\n");
        for (String block : blocks) {
            if (block.contains("\"content\":\"0")) {
                text.append(JSON.readTree(block.substring("data: ".length()))
                        .at("/choices/0/delta/content")
                        .asText());
            }
        }
        assertThat(text.toString().equals(event.repeat(events)))
                .as("%d of %d bytes are there", text.length(), ANSWER_BYTES)
                .isTrue();
        assertThat(blocks[blocks.length - 1]).isEqualTo("data: [DONE]");
    }

    private static Socket connected() throws IOException {
        Socket client = new Socket();
        client.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        client.connect(new InetSocketAddress("127.0.0.1", gateway.port()));
        return client;
    }

    private static void send(Socket client, String header) throws IOException {
        String body = FaultRoad.body("held", true);
        client.getOutputStream()
                .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + header
                                + "Content-Type: application/json\r\nContent-Length: "
                                + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.US_ASCII));
    }

    /** All that comes up to the end of the connection. */
    private static String slowly() throws IOException, InterruptedException {
        try (Socket client = connected()) {
            send(client, "");
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            InputStream in = client.getInputStream();
            byte[] bytes = in.readNBytes(READ_BYTES);
            while (bytes.length > 0) {
                received.write(bytes);
                Thread.sleep(PAUSE_MILLIS);
                bytes = in.readNBytes(READ_BYTES);
            }
            return received.toString(StandardCharsets.US_ASCII);
        }
    }

    private static String unchunked(String answer) {
        assertThat(answer).startsWith("HTTP/1.1 200");
        StringBuilder body = new StringBuilder();
        int at = answer.indexOf("\r\n\r\n") + 4;
        while (at < answer.length()) {
            int end = answer.indexOf("\r\n", at);
            int size = Integer.parseInt(answer.substring(at, end), 16);
            assertThat(end + 2 + size)
                    .as("the end of a chunk in an answer that is cut off")
                    .isLessThan(answer.length());
            body.append(answer, end + 2, end + 2 + size);
            at = end + 2 + size + 2;
        }
        return body.toString();
    }
}
