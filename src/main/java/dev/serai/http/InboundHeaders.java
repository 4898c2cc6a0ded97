package dev.serai.http;

import dev.serai.traces.TraceContext;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * The allow-lists of the HTTP edge: which of a client's headers become message headers, and which message headers
 * become response headers. Everything else stays out, whatever its name. Immutable.
 *
 * <p>Credentials are on neither list: who authenticates reads them from the Vert.x request.
 */
public final class InboundHeaders implements HeaderFilterStrategy {
    private static final Set<String> FROM_CLIENT = names(
            "X-Preferred-Provider",
            "X-Request-Timeout",
            "X-Stainless-Timeout",
            RequestId.HEADER,
            TraceContext.PARENT_HEADER,
            TraceContext.STATE_HEADER,
            Headers.ANTHROPIC_VERSION,
            Headers.ANTHROPIC_BETA);

    // Content-Type is set apart from the others, by Camel itself.
    private static final Set<String> TO_CLIENT = names(
            RequestId.HEADER,
            "request-id",
            "X-Provider",
            "X-Provider-Model",
            "X-Attempts",
            "X-Provider-Request-ID",
            "X-Dropped-Params",
            "X-Model-Successor",
            "X-Token-Count",
            "Retry-After",
            "x-should-retry",
            "Cache-Control",
            "X-Accel-Buffering",
            AwsErrorType.HEADER,
            "Allow",
            Headers.ETAG,
            Headers.LOCATION,
            Headers.DISPOSITION);

    private static final List<String> RATE_LIMITS = List.of("x-ratelimit-", "anthropic-ratelimit-");

    private final Set<String> fromClient;

    /** The contract's own. */
    public InboundHeaders() {
        this(Set.of());
    }

    /** @param further headers of clients that routing policies read; none that holds a secret, nor one of Camel's */
    public InboundHeaders(Collection<String> further) {
        this.fromClient = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        fromClient.addAll(FROM_CLIENT);
        fromClient.addAll(further);
    }

    /** All of the gateway's own that reach a client by name, those of rate limits apart. */
    static Set<String> toClient() {
        return Collections.unmodifiableSet(TO_CLIENT);
    }

    /** True if the client's header must not enter a message. */
    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return !fromClient.contains(name);
    }

    /** True if the message's header must not reach the client. */
    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return !TO_CLIENT.contains(name) && !isOfRateLimits(name);
    }

    private static boolean isOfRateLimits(String name) {
        for (String prefix : RATE_LIMITS) {
            if (name.regionMatches(true, 0, prefix, 0, prefix.length())) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> names(String... names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(Set.of(names));
        return set;
    }
}
