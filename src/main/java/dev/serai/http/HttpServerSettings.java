package dev.serai.http;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the listener listens, and how long it waits for whom. Immutable.
 *
 * @param host address or name to listen on
 * @param port plain HTTP port; 0 takes a free one
 * @param tls a second, HTTPS listener, or null
 * @param maxBodyBytes longest request body; longer ones are answered 413
 * @param maxHeaderBytes longest header section; longer ones are answered 431
 * @param headerTimeout how long a request's head may take from its first byte
 * @param bodyTimeout how long a body may take, on top of the time that its bytes need at {@value #SLOWEST_BODY} bytes a second
 * @param idleTimeout how long a connection may stay open between two requests
 * @param maxInFlight requests that are worked on at a time; further ones are answered 503
 * @param maxBytesInFlight what the long bodies of requests under way may hold together; further ones are answered 503
 * @param workerThreads requests at a time where the JVM has no virtual threads
 * @param corsOrigins origins whose pages may call the gateway, exactly as browsers send them
 */
public record HttpServerSettings(
        String host,
        int port,
        @Nullable Tls tls,
        long maxBodyBytes,
        int maxHeaderBytes,
        Duration headerTimeout,
        Duration bodyTimeout,
        Duration idleTimeout,
        int maxInFlight,
        long maxBytesInFlight,
        int workerThreads,
        Set<String> corsOrigins) {

    /** Longest request line; longer ones are answered 414. */
    static final int MAX_LINE_BYTES = 4096;

    static final int SLOWEST_BODY = 16 * 1024;

    private static final long LONGEST_BODY = 32L * 1024 * 1024;

    public HttpServerSettings {
        corsOrigins = Set.copyOf(corsOrigins);
    }

    /** The defaults of {@code docs/reference/configuration.md}, plain HTTP. */
    public static HttpServerSettings on(String host, int port) {
        return new HttpServerSettings(
                host,
                port,
                null,
                LONGEST_BODY,
                // A cookie of 8 KiB passes, a header of 9 KiB does not.
                8 * 1024 + 768,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(75),
                byMemory(Runtime.getRuntime().maxMemory()),
                bytesByMemory(Runtime.getRuntime().maxMemory(), LONGEST_BODY),
                512,
                Set.of());
    }

    /** A request that waits for its provider holds some 250 KiB (measured), and half of the heap is for other things. */
    public static int byMemory(long heapBytes) {
        return (int) Math.max(64, Math.min(20_000, heapBytes / (512 * 1024)));
    }

    /** A long body is there several times until its provider has it: as bytes, as a tree, and as what the provider gets. */
    public static long bytesByMemory(long heapBytes, long maxBodyBytes) {
        return Math.max(maxBodyBytes, heapBytes / 8);
    }

    /**
     * @param port HTTPS port; 0 takes a free one
     * @param certificate PEM file, the whole chain, the server's own first
     * @param key PEM file of its private key, PKCS#8 or PKCS#1
     */
    public record Tls(int port, PemFiles pem) {}
}
