package dev.serai.http;

import dev.serai.dialects.CompletionRequestReader;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The first step of a request for text completions: reads it whole, and opens the call. Thread-safe. */
public final class ReceiveCompletions implements Processor {
    private final CompletionRequestReader reader = new CompletionRequestReader();
    private final OpenCall open;

    public ReceiveCompletions(OpenCall open) {
        this.open = open;
    }

    @Override
    public void process(Exchange exchange) {
        open.openAi(exchange, reader::read);
    }
}
