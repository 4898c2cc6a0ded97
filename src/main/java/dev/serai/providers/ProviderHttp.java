package dev.serai.providers;

import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Camel's own HTTP component, but for endpoints with the gateway's own transport alone: their producers remember the addresses
 * that they were given ({@link AttemptProducer}). All others, those of users' routes, are Camel's own. Thread-safe.
 */
@Component("http")
public final class ProviderHttp extends HttpComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        Endpoint made = super.createEndpoint(uri, remaining, parameters);
        boolean ours = made instanceof HttpEndpoint http && http.getHttpClientConfigurer() instanceof ProviderTransport;
        return ours ? new Remembering(uri, this, (HttpEndpoint) made) : made;
    }

    /** What Camel has made, with another producer. */
    private static final class Remembering extends DefaultEndpoint {
        private final HttpEndpoint http;

        Remembering(String uri, ProviderHttp component, HttpEndpoint http) {
            super(uri, component);
            this.http = http;
        }

        @Override
        public Producer createProducer() {
            return new AttemptProducer(http);
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            throw new UnsupportedOperationException("Nothing can be received by " + getEndpointUri());
        }

        @Override
        public PollingConsumer createPollingConsumer() throws Exception {
            return http.createPollingConsumer();
        }

        @Override
        public void configureProperties(Map<String, Object> parameters) {
            http.configureProperties(parameters);
        }

        @Override
        public boolean isLenientProperties() {
            return http.isLenientProperties();
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            ServiceHelper.startService(http);
        }

        @Override
        protected void doStop() throws Exception {
            ServiceHelper.stopService(http);
            super.doStop();
        }
    }
}
