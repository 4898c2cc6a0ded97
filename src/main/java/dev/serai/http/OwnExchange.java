package dev.serai.http;

import dev.serai.auth.Caller;
import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.spi.Policy;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * What stands around the steps of a door. Inside an application the call gets an exchange of its own: it sees none of the
 * application's variables but those that say who calls, and of the headers those that a client of HTTP could send; it leaves
 * none behind, and what it holds and has opened ends with its answer, not with the application's message. By HTTP a call
 * has an exchange of its own already, so there nothing stands around the steps. Thread-safe.
 */
public final class OwnExchange implements Policy {
    private static final String[] WHO_CALLS = {"team", "keyName"};

    private final boolean embedded;
    private final HeaderFilterStrategy headers;

    /**
     * @param embedded whether the context is an application's
     * @param headers which of its message's headers a call sees
     */
    public OwnExchange(boolean embedded, HeaderFilterStrategy headers) {
        this.embedded = embedded;
        this.headers = headers;
    }

    @Override
    public void beforeWrap(Route route, NamedNode definition) {
        // The steps stay as they are.
    }

    @Override
    public Processor wrap(Route route, Processor steps) {
        if (!embedded) {
            return steps;
        }
        CamelContext camel = route.getCamelContext();
        return new Door(
                PluginHelper.getInternalProcessorFactory(camel).addUnitOfWorkProcessorAdvice(camel, steps, route),
                route.getEndpoint());
    }

    private final class Door extends DelegateAsyncProcessor {
        private final Endpoint endpoint;

        /** @param steps with a unit of work around them, which ends with them */
        Door(AsyncProcessor steps, Endpoint endpoint) {
            super(steps);
            this.endpoint = endpoint;
        }

        @Override
        public boolean process(Exchange applications, AsyncCallback callback) {
            Exchange own = DefaultExchange.newFromEndpoint(endpoint, ExchangePattern.InOut);
            take(applications, own);
            return super.process(own, synchronous -> {
                giveBack(own, applications);
                callback.done(synchronous);
            });
        }
    }

    private void take(Exchange applications, Exchange own) {
        own.setProperty(ExchangePropertyKey.CORRELATION_ID, applications.getExchangeId());
        // A cache would read whatever a provider sends to its end, before it is seen how much it is and whether it is
        // whole.
        own.getExchangeExtension().setStreamCacheDisabled(true);
        Message asked = applications.getMessage();
        Message message = own.getIn();
        message.setBody(asked.getBody());
        for (Map.Entry<String, Object> header : asked.getHeaders().entrySet()) {
            if (!headers.applyFilterToExternalHeaders(header.getKey(), header.getValue(), applications)) {
                message.setHeader(header.getKey(), header.getValue());
            }
        }
        for (String name : WHO_CALLS) {
            Object value = applications.getVariable(name);
            if (value != null) {
                own.setVariable(name, value);
            }
        }
        if (applications.getVariable(Caller.VARIABLE) instanceof Caller caller) {
            own.setVariable(Caller.VARIABLE, caller);
        }
    }

    /** A message that was refused stays as it was, so that the application can ask somebody else. */
    private static void giveBack(Exchange own, Exchange applications) {
        Exception failure = own.getException();
        if (failure != null) {
            applications.setException(failure);
            return;
        }
        Message answer = own.getMessage();
        Message message = applications.getMessage();
        message.setBody(answer.getBody());
        message.setHeaders(answer.getHeaders());
    }
}
