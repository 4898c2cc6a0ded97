package dev.serai.http;

import dev.serai.dialects.messages.MessagesRequestReader;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** The first step of a Messages request: reads it whole, its headers too, and opens the call. Thread-safe. */
public final class ReceiveMessages implements Processor {
    private final MessagesRequestReader reader = new MessagesRequestReader();
    private final OpenCall open;

    public ReceiveMessages(OpenCall open) {
        this.open = open;
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        String version = message.getHeader(Headers.ANTHROPIC_VERSION, String.class);
        String beta = message.getHeader(Headers.ANTHROPIC_BETA, String.class);
        open.openAi(exchange, body -> reader.read(body, version, beta));
    }
}
