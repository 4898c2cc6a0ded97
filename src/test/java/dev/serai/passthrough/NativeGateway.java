package dev.serai.passthrough;

import dev.serai.RunningGateway;
import dev.serai.fakes.FakeAnthropic;
import dev.serai.fakes.FakeBedrock;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.FakeProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A gateway before three strict fakes, and a client that sends and sees every byte. Used by one test at a time. */
public final class NativeGateway implements AutoCloseable {
    private static final String MAPPING = """
            model_mappings:
              sonnet: {default_provider: anthropic, providers: {anthropic: {model: claude-sonnet-4-5-20250929}}}
            providers: # Tests break more answers than a breaker bears with.
              openai: {breaker: {minimum_calls: 1000, window: 1000}}
              anthropic: {breaker: {minimum_calls: 1000, window: 1000}}
              bedrock: {breaker: {minimum_calls: 1000, window: 1000}}
            """;

    public final FakeOpenAi openai = FakeOpenAi.start();
    public final FakeAnthropic anthropic = FakeAnthropic.start();
    public final FakeBedrock bedrock;
    private final RunningGateway gateway;

    private NativeGateway(FakeBedrock bedrock, String mapping, Map<String, String> variables) {
        this.bedrock = bedrock;
        Map<String, String> environment = new HashMap<>();
        all().forEach(fake -> environment.putAll(fake.environment()));
        environment.put("AWS_ENDPOINT_URL_BEDROCK", bedrock.origin().toString());
        environment.putAll(variables);
        gateway = RunningGateway.start(mapping, environment);
    }

    public static NativeGateway start() {
        return start(MAPPING, Map.of());
    }

    public static NativeGateway start(String mapping, Map<String, String> variables) {
        return new NativeGateway(FakeBedrock.start(), mapping, variables);
    }

    /** @param bedrock which wants other credentials than long-term keys */
    static NativeGateway start(FakeBedrock bedrock) {
        return new NativeGateway(bedrock, MAPPING, Map.of());
    }

    public RunningGateway gateway() {
        return gateway;
    }

    List<FakeProvider> all() {
        return List.of(openai, anthropic, bedrock);
    }

    FakeProvider named(String provider) {
        return all().stream()
                .filter(fake -> fake.provider().equals(provider))
                .findFirst()
                .orElseThrow();
    }

    /** Makes every fake answer whatever it is asked, if it is shown the right credentials. */
    NativeGateway lenient() {
        all().forEach(FakeProvider::lenient);
        return this;
    }

    void recover() {
        all().forEach(fake -> {
            fake.recover();
            fake.forget();
        });
    }

    int calls() {
        return all().stream().mapToInt(fake -> fake.received().size()).sum();
    }

    Answer get(String target, String... headers) {
        return send("GET", target, new byte[0], headers);
    }

    Answer post(String target, String body, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "Content-Type: application/json";
        return send("POST", target, body.getBytes(StandardCharsets.UTF_8), all);
    }

    /** Sends a request as it is written here, and reads to the end of the connection. */
    Answer send(String method, String target, byte[] body, String... headers) {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nConnection: close\r\n");
        if (Arrays.stream(headers).noneMatch(header -> header.startsWith("Host:"))) {
            head.append("Host: gateway\r\n");
        }
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        if (!method.equals("GET")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(body);
            return Answer.of(readAll(socket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] readAll(Socket socket) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(read);
        } catch (IOException reset) {
            return read.toByteArray();
        }
        return read.toByteArray();
    }

    @Override
    public void close() {
        gateway.close();
        all().forEach(FakeProvider::close);
    }

    /**
     * An answer off the wire.
     *
     * @param whole whether its framing says that nothing is lacking
     */
    record Answer(int status, Map<String, List<String>> headers, byte[] body, boolean whole) {
        static Answer of(byte[] bytes) {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                throw new AssertionError("no head in: " + text);
            }
            String[] lines = text.substring(0, end).split("\r\n");
            Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (int i = 1; i < lines.length; i++) {
                int colon = lines[i].indexOf(':');
                headers.computeIfAbsent(lines[i].substring(0, colon), name -> new ArrayList<>())
                        .add(lines[i].substring(colon + 1).strip());
            }
            int status = Integer.parseInt(lines[0].split(" ")[1]);
            byte[] rest = Arrays.copyOfRange(bytes, end + 4, bytes.length);
            if (headers.containsKey("transfer-encoding")) {
                return chunked(status, headers, rest);
            }
            String length = headers.getOrDefault("content-length", List.of("0")).get(0);
            return new Answer(status, headers, rest, rest.length == Integer.parseInt(length));
        }

        private static Answer chunked(int status, Map<String, List<String>> headers, byte[] rest) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            String text = new String(rest, StandardCharsets.ISO_8859_1);
            int at = 0;
            while (true) {
                int line = text.indexOf("\r\n", at);
                if (line < 0) {
                    return new Answer(status, headers, body.toByteArray(), false);
                }
                int size = Integer.parseInt(text.substring(at, line), 16);
                if (size == 0) {
                    return new Answer(status, headers, body.toByteArray(), true);
                }
                body.write(rest, line + 2, Math.min(size, rest.length - line - 2));
                at = line + 2 + size + 2;
                if (at > rest.length) {
                    return new Answer(status, headers, body.toByteArray(), false);
                }
            }
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        @Nullable
        String header(String name) {
            List<String> values = headers.get(name);
            return values == null ? null : values.get(0);
        }

        /** {@code status code} of an error of the gateway's own. */
        String error() {
            String body = text();
            int code = body.indexOf("\"code\":\"");
            return status + " " + (code < 0 ? body : body.substring(code + 8, body.indexOf('"', code + 8)));
        }
    }
}
