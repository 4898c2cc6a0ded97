package dev.serai.providers;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** The connections to all providers: one pool, so that a route that is loaded again takes no stream with it. */
public final class ConnectionPool {
    private static final int MOST = 20_000;
    private static final int MOST_TO_ONE_HOST = 10_000;

    /** Most servers have closed it by then. */
    private static final TimeValue UNUSED = TimeValue.ofMinutes(1);

    private ConnectionPool() {}

    /**
     * A pool for the life of the process.
     *
     * @param addresses of the providers' hosts
     */
    public static PoolingHttpClientConnectionManager shared(DnsResolver addresses) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(addresses)
                .setMaxConnTotal(MOST)
                .setMaxConnPerRoute(MOST_TO_ONE_HOST)
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setConnPoolPolicy(PoolReusePolicy.LIFO)
                .setDefaultSocketConfig(
                        SocketConfig.custom().setTcpNoDelay(true).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.ofSeconds(2))
                        .setSocketTimeout(Timeout.DISABLED)
                        // A provider may have closed a connection that was idle for longer.
                        .setValidateAfterInactivity(TimeValue.ofSeconds(2))
                        .setTimeToLive(TimeValue.ofMinutes(5))
                        .build())
                .build();
    }

    /**
     * Closes what nobody has used for a minute, or has been open for too long: the pool looks at a connection only when it is asked
     * for one, and after a burst most would be kept, closed by their servers long since, until the process ends.
     */
    public static void sweep(PoolingHttpClientConnectionManager connections) {
        sweep(connections, UNUSED);
    }

    static void sweep(PoolingHttpClientConnectionManager connections, TimeValue unused) {
        connections.closeExpired();
        connections.closeIdle(unused);
    }
}
