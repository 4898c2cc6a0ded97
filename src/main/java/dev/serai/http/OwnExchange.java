package dev.serai.http;

import dev.serai.auth.Caller;
import dev.serai.calls.Call;
import dev.serai.calls.QuestionFailedException;
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
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * What stands around the steps of a door. Inside an application the call gets an exchange of its own: it sees none of the
 * application's variables but those that say who calls, and of the headers those that a client of HTTP could send; it leaves
 * none behind, and what it holds and has opened ends with its answer, not with the application's message. So does a call that
 * another call's route makes, a policy's for instance; that one sees the other call, and must not be asked within a third. By
 * HTTP a call has an exchange of its own already. Thread-safe.
 */
public final class OwnExchange implements Policy {
    /** The variable that carries the call within which another is made. */
    static final String WITHIN = "withinCall";

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
        CamelContext camel = route.getCamelContext();
        return new Door(
                AsyncProcessorConverterHelper.convert(steps),
                PluginHelper.getInternalProcessorFactory(camel).addUnitOfWorkProcessorAdvice(camel, steps, route),
                route.getEndpoint());
    }

    private final class Door extends DelegateAsyncProcessor {
        private final AsyncProcessor steps;
        private final Endpoint endpoint;

        /** @param whole the steps with a unit of work around them, which ends with them */
        Door(AsyncProcessor steps, AsyncProcessor whole, Endpoint endpoint) {
            super(whole);
            this.steps = steps;
            this.endpoint = endpoint;
        }

        @Override
        public boolean process(Exchange asking, AsyncCallback callback) {
            Call outer = asking.getVariable(Call.VARIABLE) instanceof Call call ? call : null;
            if (outer == null && !embedded) {
                return steps.process(asking, callback);
            }
            if (outer != null && outer.within()) {
                asking.setException(new IllegalStateException(
                        "A call that is made within another makes a third: it would have no end"));
                callback.done(true);
                return true;
            }
            Exchange own = DefaultExchange.newFromEndpoint(endpoint, ExchangePattern.InOut);
            take(asking, own);
            if (outer == null) {
                takeHeaders(asking, own);
            } else {
                own.setVariable(WITHIN, outer); // Its client's headers say how that one is to be served.
            }
            return super.process(own, synchronous -> {
                giveBack(own, asking, outer != null);
                callback.done(synchronous);
            });
        }
    }

    private void take(Exchange applications, Exchange own) {
        own.setProperty(ExchangePropertyKey.CORRELATION_ID, applications.getExchangeId());
        // A cache would read whatever a provider sends to its end, before it is seen how much it is and whether it is
        // whole.
        own.getExchangeExtension().setStreamCacheDisabled(true);
        own.getIn().setBody(applications.getMessage().getBody());
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

    private void takeHeaders(Exchange applications, Exchange own) {
        for (Map.Entry<String, Object> header :
                applications.getMessage().getHeaders().entrySet()) {
            if (!headers.applyFilterToExternalHeaders(header.getKey(), header.getValue(), applications)) {
                own.getIn().setHeader(header.getKey(), header.getValue());
            }
        }
    }

    /** A message that was refused stays as it was, so that the application can ask somebody else. */
    private static void giveBack(Exchange own, Exchange applications, boolean within) {
        Exception failure = own.getException();
        if (failure != null) {
            applications.setException(within ? new QuestionFailedException(failure) : failure);
            return;
        }
        Message answer = own.getMessage();
        Message message = applications.getMessage();
        message.setBody(answer.getBody());
        message.setHeaders(answer.getHeaders());
    }
}
