package dev.serai.http;

import dev.serai.dialects.responses.ResponsesRequestReader;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The first step of a request for a response: reads it whole, and opens the call. Thread-safe. */
public final class ReceiveResponses implements Processor {
    private final ResponsesRequestReader reader = new ResponsesRequestReader();
    private final OpenCall open;

    public ReceiveResponses(OpenCall open) {
        this.open = open;
    }

    @Override
    public void process(Exchange exchange) {
        open.openAi(exchange, reader::read);
    }
}
