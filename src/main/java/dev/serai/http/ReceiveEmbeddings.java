package dev.serai.http;

import dev.serai.dialects.EmbeddingRequestReader;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The first step of a request for embeddings: reads it whole, and opens the call. Thread-safe. */
public final class ReceiveEmbeddings implements Processor {
    private final EmbeddingRequestReader reader = new EmbeddingRequestReader();
    private final OpenCall open;

    public ReceiveEmbeddings(OpenCall open) {
        this.open = open;
    }

    @Override
    public void process(Exchange exchange) {
        open.openAi(exchange, reader::read);
    }
}
