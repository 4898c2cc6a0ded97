package dev.serai.http;

import dev.serai.dialects.ClientRequest;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** The first step of a request in Anthropic's words: reads it whole, its headers too, and opens the call. Thread-safe. */
public final class ReceiveMessages implements Processor {
    private final OpenCall open;
    private final Reader reader;

    /** Makes the request of what was sent, and checks it. */
    @FunctionalInterface
    public interface Reader {
        ClientRequest read(byte[] body, @Nullable String version, @Nullable String beta);
    }

    public ReceiveMessages(OpenCall open, Reader reader) {
        this.open = open;
        this.reader = reader;
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        String version = message.getHeader(Headers.ANTHROPIC_VERSION, String.class);
        String beta = message.getHeader(Headers.ANTHROPIC_BETA, String.class);
        open.openAi(exchange, body -> reader.read(body, version, beta));
    }
}
