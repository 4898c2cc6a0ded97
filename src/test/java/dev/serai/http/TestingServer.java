package dev.serai.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.apache.camel.impl.DefaultCamelContext;

/** The real listener on a free port before a context of a few routes. */
final class TestingServer implements AutoCloseable {
    final DefaultCamelContext camel = new DefaultCamelContext();
    final GatewayHttpServer server;
    /** Every request that reached a route. */
    final AtomicInteger served = new AtomicInteger();
    /** The message headers, less Camel's own of HTTP, that a chat request brought into its route. */
    final BlockingQueue<Map<String, Object>> headers = new LinkedBlockingQueue<>();

    /** How often {@link #LARGE} was asked for. */
    final AtomicInteger large = new AtomicInteger();

    final BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    /** More than the buffers of a connection hold. */
    static final String LARGE = "\"" + "x".repeat(24 << 20) + "\"";

    private final Semaphore slow = new Semaphore(0);
    final CountDownLatch waiting = new CountDownLatch(1);
    final CountDownLatch released = new CountDownLatch(1);

    static TestingServer start() {
        return start(settings -> settings);
    }

    static TestingServer start(UnaryOperator<HttpServerSettings> changed) {
        try {
            return new TestingServer(changed.apply(HttpServerSettings.on("127.0.0.1", 0)));
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private TestingServer(HttpServerSettings settings) throws Exception {
        camel.getComponent("platform-http", PlatformHttpComponent.class).setHeaderFilterStrategy(new InboundHeaders());
        server = GatewayHttpServer.install(
                camel, settings, null, null, new AccessAudit(null, java.time.Clock.systemUTC()));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:/v1/chat/completions?httpMethodRestrict=POST")
                        .process(TestingServer.this::chat);
                from("platform-http:/v1/messages?httpMethodRestrict=POST").process(TestingServer.this::chat);
                from("platform-http:/v1/models?httpMethodRestrict=GET").process(TestingServer.this::chat);
                from("platform-http:/v1/models/{id}?httpMethodRestrict=GET").process(TestingServer.this::chat);
                from("platform-http:/large?httpMethodRestrict=GET").process(exchange -> {
                    large.incrementAndGet();
                    answer(exchange, LARGE);
                });
                from("platform-http:/slow?httpMethodRestrict=GET,POST").process(TestingServer.this::slow);
                from("platform-http:/stream?httpMethodRestrict=GET").process(TestingServer.this::stream);
            }
        });
        try {
            camel.start();
        } catch (RuntimeException failure) {
            camel.stop();
            throw failure;
        }
    }

    private void chat(Exchange exchange) {
        served.incrementAndGet();
        threads.add(Thread.currentThread());
        headers.add(Map.copyOf(withoutNulls(exchange.getMessage().getHeaders())));
        byte[] body = exchange.getMessage().getBody(byte[].class);
        exchange.getMessage().setHeader("X-Provider", "stub");
        exchange.getMessage().setHeader("x-ratelimit-limit-requests", "7");
        exchange.getMessage().setHeader("Set-Cookie", "a=b");
        exchange.getMessage().setHeader("Server", "secret");
        exchange.getMessage().setHeader("openai-organization", "acme");
        answer(exchange, body == null ? "{}" : new String(body, StandardCharsets.UTF_8));
    }

    private void slow(Exchange exchange) throws InterruptedException {
        slow.release();
        waiting.countDown();
        released.await(20, TimeUnit.SECONDS);
        answer(exchange, "{\"slow\":true}");
    }

    private void stream(Exchange exchange) throws InterruptedException {
        var response = ((HttpMessage) exchange.getMessage()).getResponse();
        response.setChunked(true).putHeader("content-type", "text/event-stream");
        response.write("data: 1\n\n");
        waiting.countDown();
        released.await(20, TimeUnit.SECONDS);
        response.end("data: [DONE]\n\n");
    }

    private static void answer(Exchange exchange, String json) {
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
        exchange.getMessage().setBody(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static Map<String, Object> withoutNulls(Map<String, Object> headers) {
        headers.values().removeIf(java.util.Objects::isNull);
        return headers;
    }

    /** Waits until that many requests wait in the slow route. */
    void waitUntilWaiting(int requests) throws InterruptedException {
        if (!slow.tryAcquire(requests, 20, TimeUnit.SECONDS)) {
            throw new IllegalStateException(slow.availablePermits() + " requests wait, not " + requests);
        }
    }

    RawClient connect() {
        return RawClient.connect(server.actualPort());
    }

    @Override
    public void close() {
        released.countDown();
        camel.stop();
    }

    /** Copies of the defaults with one thing changed. */
    static HttpServerSettings limits(HttpServerSettings settings, Duration head, Duration body, Duration idle) {
        return new HttpServerSettings(
                settings.host(),
                settings.port(),
                settings.tls(),
                settings.maxBodyBytes(),
                settings.maxHeaderBytes(),
                head,
                body,
                idle,
                settings.maxInFlight(),
                settings.maxBytesInFlight(),
                settings.workerThreads(),
                settings.corsOrigins());
    }

    static HttpServerSettings maxBody(HttpServerSettings settings, long bytes) {
        return new HttpServerSettings(
                settings.host(),
                settings.port(),
                settings.tls(),
                bytes,
                settings.maxHeaderBytes(),
                settings.headerTimeout(),
                settings.bodyTimeout(),
                settings.idleTimeout(),
                settings.maxInFlight(),
                settings.maxBytesInFlight(),
                settings.workerThreads(),
                settings.corsOrigins());
    }

    static HttpServerSettings bytesInFlight(HttpServerSettings settings, long bytes) {
        return new HttpServerSettings(
                settings.host(),
                settings.port(),
                settings.tls(),
                settings.maxBodyBytes(),
                settings.maxHeaderBytes(),
                settings.headerTimeout(),
                settings.bodyTimeout(),
                settings.idleTimeout(),
                settings.maxInFlight(),
                bytes,
                settings.workerThreads(),
                settings.corsOrigins());
    }

    static HttpServerSettings origins(HttpServerSettings settings, String... origins) {
        return new HttpServerSettings(
                settings.host(),
                settings.port(),
                settings.tls(),
                settings.maxBodyBytes(),
                settings.maxHeaderBytes(),
                settings.headerTimeout(),
                settings.bodyTimeout(),
                settings.idleTimeout(),
                settings.maxInFlight(),
                settings.maxBytesInFlight(),
                settings.workerThreads(),
                Set.of(origins));
    }

    static HttpServerSettings tls(HttpServerSettings settings, HttpServerSettings.Tls tls) {
        return new HttpServerSettings(
                settings.host(),
                settings.port(),
                tls,
                settings.maxBodyBytes(),
                settings.maxHeaderBytes(),
                settings.headerTimeout(),
                settings.bodyTimeout(),
                settings.idleTimeout(),
                settings.maxInFlight(),
                settings.maxBytesInFlight(),
                settings.workerThreads(),
                settings.corsOrigins());
    }
}
