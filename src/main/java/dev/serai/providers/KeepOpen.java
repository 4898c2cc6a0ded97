package dev.serai.providers;

import dev.serai.calls.Call;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The last step of a transport Kamelet: the answer is still being read when the Kamelet, and the circuit breaker around it,
 * are done with their copies of the exchange, so that what would close it there is handed on to the request's own exchange.
 * Outside the gateway it does nothing. Thread-safe.
 */
public final class KeepOpen implements Processor {

    @Override
    public void process(Exchange exchange) {
        if (exchange.getVariable(Call.VARIABLE) instanceof Call call && call.entry() instanceof Exchange entry) {
            exchange.getUnitOfWork().handoverSynchronization(entry);
            exchange.getExchangeExtension().handoverCompletions(entry);
        }
    }
}
