package dev.serai.fakes;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;

/**
 * A collector of OpenTelemetry's that takes spans by OTLP over HTTP, and nothing else. Thread-safe; lives until closed.
 */
public final class FakeCollector implements AutoCloseable {
    private static final HexFormat HEX = HexFormat.of();

    private final HttpServer server;
    private final List<Received> received = new ArrayList<>();
    private final List<Map<String, List<String>>> headers = new ArrayList<>();
    private final List<byte[]> bodies = new ArrayList<>();
    private volatile int status = 200;

    /** A span, and what was said of the process that it comes from. */
    public record Received(Span span, Map<String, String> resource) {
        public String traceId() {
            return HEX.formatHex(span.getTraceId().toByteArray());
        }

        public String id() {
            return HEX.formatHex(span.getSpanId().toByteArray());
        }

        /** Empty: none. */
        public String parentId() {
            return HEX.formatHex(span.getParentSpanId().toByteArray());
        }

        /** Its attributes as texts; lists as {@code [a, b]}. */
        public Map<String, String> attributes() {
            return texts(span.getAttributesList());
        }

        @Override
        public String toString() {
            return span.getName() + " " + span.getKind() + " " + attributes();
        }
    }

    private FakeCollector(HttpServer server) {
        this.server = server;
    }

    public static FakeCollector start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            FakeCollector collector = new FakeCollector(server);
            server.createContext("/", collector::take);
            server.setExecutor(Executors.newCachedThreadPool(task -> {
                Thread daemon = new Thread(task, "fake-collector");
                daemon.setDaemon(true);
                return daemon;
            }));
            server.start();
            return collector;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers so from now on. */
    public void answers(int with) {
        status = with;
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        boolean good = exchange.getRequestMethod().equals("POST")
                && exchange.getRequestURI().toString().equals("/v1/traces")
                && "application/x-protobuf".equals(exchange.getRequestHeaders().getFirst("Content-Type"));
        if (good && status == 200) {
            keep(exchange, body);
        }
        exchange.sendResponseHeaders(good ? status : 404, -1);
        exchange.close();
    }

    private synchronized void keep(HttpExchange exchange, byte[] body) throws InvalidProtocolBufferException {
        headers.add(Map.copyOf(exchange.getRequestHeaders()));
        bodies.add(body);
        for (ResourceSpans process : ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
            Map<String, String> resource = texts(process.getResource().getAttributesList());
            for (ScopeSpans scope : process.getScopeSpansList()) {
                scope.getSpansList().forEach(span -> received.add(new Received(span, resource)));
            }
        }
        notifyAll();
    }

    public synchronized void forget() {
        received.clear();
        headers.clear();
        bodies.clear();
    }

    /** All that has come until now. */
    public synchronized List<Received> received() {
        return List.copyOf(received);
    }

    /** The headers of all that has come until now. */
    public synchronized List<Map<String, List<String>>> headers() {
        return List.copyOf(headers);
    }

    /** All that has come until now as it was on the wire. */
    public synchronized List<byte[]> bodies() {
        return List.copyOf(bodies);
    }

    /** Waits until so many spans of a trace have come, the request's first, then its attempts' in their order. */
    public synchronized List<Received> await(String traceId, int count) throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (of(traceId).size() < count) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("Of trace " + traceId + " have come only " + of(traceId));
            }
            wait(left);
        }
        return of(traceId);
    }

    private List<Received> of(String traceId) {
        return received.stream()
                .filter(each -> each.traceId().equals(traceId))
                .sorted((one, other) -> Long.compareUnsigned(
                        one.span().getStartTimeUnixNano(), other.span().getStartTimeUnixNano()))
                .toList();
    }

    private static Map<String, String> texts(List<KeyValue> attributes) {
        Map<String, String> texts = new TreeMap<>();
        attributes.forEach(each -> texts.put(each.getKey(), text(each.getValue())));
        return texts;
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case INT_VALUE -> Long.toString(value.getIntValue());
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
            case ARRAY_VALUE ->
                value.getArrayValue().getValuesList().stream()
                        .map(FakeCollector::text)
                        .toList()
                        .toString();
            default -> value.getStringValue();
        };
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
