package dev.serai.fakes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A strict S3 on loopback: takes signed PUTs of objects in one bucket, in path style, tells that it is
 * there, and nothing else. */
public final class FakeS3 implements AutoCloseable {
    private final HttpServer server;
    private final String bucket;
    private final String accessKey;
    private final Map<String, String> objects = new ConcurrentHashMap<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();

    private FakeS3(String bucket, String accessKey) throws IOException {
        this.bucket = bucket;
        this.accessKey = accessKey;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    public static FakeS3 start(String bucket, String accessKey) throws IOException {
        return new FakeS3(bucket, accessKey);
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What was put, by its key. */
    public Map<String, String> objects() {
        return objects;
    }

    /** What real S3 would not have taken. */
    public List<String> faults() {
        return faults;
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (exchange.getRequestMethod().equals("HEAD")
                && exchange.getRequestURI().getPath().equals("/" + bucket)) {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
            return;
        }
        String fault = fault(exchange);
        if (fault != null) {
            faults.add(fault);
            byte[] error = ("<Error><Code>AccessDenied</Code><Message>" + fault + "</Message></Error>")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(403, error.length);
            exchange.getResponseBody().write(error);
        } else {
            String encoding = header(exchange, "Content-Encoding");
            byte[] object = encoding.contains("aws-chunked") ? unchunked(body) : body;
            String path = exchange.getRequestURI().getPath();
            objects.put(path.substring(bucket.length() + 2), new String(object, StandardCharsets.UTF_8));
            exchange.getResponseHeaders().add("ETag", "\"0123456789abcdef\"");
            exchange.sendResponseHeaders(200, -1);
        }
        exchange.close();
    }

    private String fault(HttpExchange exchange) {
        String authorization = header(exchange, "Authorization");
        if (!exchange.getRequestMethod().equals("PUT")) {
            return exchange.getRequestMethod() + " is no PUT";
        }
        if (!exchange.getRequestURI().getPath().startsWith("/" + bucket + "/")) {
            return exchange.getRequestURI().getPath() + " is no object of " + bucket;
        }
        if (!authorization.matches("AWS4-HMAC-SHA256 Credential=" + accessKey
                + "/\\d{8}/[a-z0-9-]+/s3/aws4_request, ?SignedHeaders=[^,]*host[^,]*, ?Signature=[0-9a-f]{64}")) {
            return "not signed";
        }
        return header(exchange, "x-amz-content-sha256").isEmpty() ? "no x-amz-content-sha256" : null;
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    /** Chunks of a hexadecimal length, perhaps a signature, and bytes; trailers behind the empty one. */
    private static byte[] unchunked(byte[] body) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        int at = 0;
        while (true) {
            int end = at;
            while (body[end] != '\r') {
                end++;
            }
            String size = new String(body, at, end - at, StandardCharsets.US_ASCII).split(";")[0];
            int length = Integer.parseInt(size, 16);
            if (length == 0) {
                return whole.toByteArray();
            }
            whole.write(body, end + 2, length);
            at = end + 2 + length + 2;
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
