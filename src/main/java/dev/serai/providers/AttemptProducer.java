package dev.serai.providers;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.component.http.HttpProducer;
import org.apache.camel.http.common.HttpMethods;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequest;
import org.apache.hc.core5.http.HttpHost;

/**
 * Sends attempts. Camel's producer takes an address apart four times for each request; this one has it done once for each
 * address, of which there are few: a provider's, and a path for each of its models. Where a route's headers add to the address, it
 * is read as Camel reads it. Thread-safe.
 */
final class AttemptProducer extends HttpProducer {
    /** Names that patterns let clients make could be without end. */
    private static final int MOST_ADDRESSES = 1_000;

    /** With one of these an address is more than its URL. */
    private static final List<String> FURTHER_PARTS = List.of(
            Exchange.HTTP_PATH,
            Exchange.HTTP_QUERY,
            Exchange.HTTP_RAW_QUERY,
            Exchange.REST_HTTP_URI,
            Exchange.REST_HTTP_QUERY);

    private final boolean posts;
    private final Map<String, Address> addresses = new ConcurrentHashMap<>();

    /** As Camel's producer has read it. */
    private record Address(URI uri, HttpHost host) {}

    /** A request that knows the host that it goes to. */
    private static final class Addressed extends HttpPost {
        private static final long serialVersionUID = 1L;

        private final transient HttpHost host;

        Addressed(Address address) {
            super(address.uri());
            this.host = address.host();
        }
    }

    AttemptProducer(HttpEndpoint endpoint) {
        super(endpoint);
        this.posts = endpoint.getHttpMethod() == HttpMethods.POST
                && !endpoint.isBridgeEndpoint()
                && !endpoint.isSkipControlHeaders();
    }

    @Override
    protected HttpUriRequest createMethod(Exchange exchange) throws Exception {
        Message message = exchange.getIn();
        if (!posts
                || !(message.getBody() instanceof AttemptEntity entity)
                || !(message.getHeader(Exchange.HTTP_URI) instanceof String url)
                || hasFurtherParts(message)) {
            return super.createMethod(exchange);
        }
        Address known = addresses.get(url);
        if (known == null) {
            HttpUriRequest read = super.createMethod(exchange);
            remember(url, new Address(read.getUri(), super.createHost(read)));
            return read;
        }
        Addressed request = new Addressed(known);
        request.setEntity(entity);
        return request;
    }

    @Override
    protected HttpHost createHost(HttpUriRequest request) {
        return request instanceof Addressed addressed ? addressed.host : super.createHost(request);
    }

    private static boolean hasFurtherParts(Message message) {
        for (String part : FURTHER_PARTS) {
            if (message.getHeader(part) != null) {
                return true;
            }
        }
        return false;
    }

    private void remember(String url, Address address) {
        if (addresses.size() >= MOST_ADDRESSES) {
            addresses.clear();
        }
        addresses.put(url, address);
    }
}
