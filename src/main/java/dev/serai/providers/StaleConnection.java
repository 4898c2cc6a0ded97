package dev.serai.providers;

import java.io.IOException;
import org.apache.hc.client5.http.HttpRequestRetryStrategy;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.util.TimeValue;

/**
 * One more try, on a fresh connection, where the provider had closed an idle one: not a byte of an answer was received.
 * Nothing else is tried again here; that is the route's to decide.
 */
final class StaleConnection implements HttpRequestRetryStrategy {
    static final HttpRequestRetryStrategy RETRY = new StaleConnection();

    private StaleConnection() {}

    @Override
    public boolean retryRequest(HttpRequest request, IOException exception, int executions, HttpContext context) {
        return executions == 1 && exception instanceof NoHttpResponseException && wasUsedBefore(context);
    }

    /** On a fresh connection the provider has read the request, and may have done what it asked. */
    private static boolean wasUsedBefore(HttpContext context) {
        EndpointDetails connection = HttpCoreContext.cast(context).getEndpointDetails();
        return connection != null && connection.getRequestCount() > 1;
    }

    @Override
    public boolean retryRequest(HttpResponse response, int executions, HttpContext context) {
        return false;
    }

    @Override
    public TimeValue getRetryInterval(HttpResponse response, int executions, HttpContext context) {
        return TimeValue.ZERO_MILLISECONDS;
    }
}
