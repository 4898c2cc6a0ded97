package dev.serai.http;

import dev.serai.dialects.ChatRequestReader;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The first step of a chat request: reads it whole, and opens the call that every later step works on. Thread-safe. */
public final class ReceiveChat implements Processor {
    private final ChatRequestReader reader;
    private final OpenCall open;

    public ReceiveChat(ChatRequestReader reader, OpenCall open) {
        this.reader = reader;
        this.open = open;
    }

    @Override
    public void process(Exchange exchange) {
        open.openAi(exchange, reader::read);
    }
}
