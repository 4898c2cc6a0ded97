package dev.serai.sinks;

import dev.serai.sinks.Batch.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;

/**
 * The way of events through routes/sinks: what they read, and by what they tell what became of a batch. Thread-safe; from
 * the context's start to its end.
 */
final class SinkRoute implements AutoCloseable {
    /** Longer than any sink of ours waits for its broker. */
    private static final long LONGEST_MILLIS = 60_000;

    private final ProducerTemplate producer;

    SinkRoute(CamelContext camel) {
        this.producer = camel.createProducerTemplate();
        producer.start();
    }

    /** The steps that the routes name. */
    static void bind(Registry registry) {
        registry.bind("serai-events-together", AggregationStrategy.class, (AggregationStrategy) SinkRoute::together);
        step(registry, "serai-events-as-lines", exchange -> {
            exchange.getMessage().setBody(String.join("\n", events(exchange)) + "\n");
        });
        step(registry, "serai-events-as-array", exchange -> {
            exchange.getMessage().setBody("[" + String.join(",", events(exchange)) + "]");
        });
        step(registry, "serai-events-delivered", exchange -> {
            batch(exchange).delivered(exchange.getVariable("eventCount", 1, Integer.class));
        });
        step(registry, "serai-events-refused", exchange -> batch(exchange).refused(reason(exchange)));
        step(registry, "serai-events-away", exchange -> batch(exchange).failed(reason(exchange)));
    }

    private static void step(Registry registry, String name, Processor step) {
        registry.bind(name, Processor.class, step);
    }

    private static Exchange together(@Nullable Exchange before, Exchange next) {
        batch(next).taken();
        String event = next.getMessage().getBody(String.class);
        if (before == null) {
            List<String> events = new ArrayList<>();
            events.add(event);
            next.getMessage().setBody(events);
            next.setVariable("eventCount", 1);
            return next;
        }
        List<String> events = events(before);
        events.add(event);
        before.setVariable("eventCount", events.size());
        return before;
    }

    @SuppressWarnings("unchecked")
    private static List<String> events(Exchange exchange) {
        return (List<String>) exchange.getMessage().getBody(List.class);
    }

    private static Batch batch(Exchange exchange) {
        return exchange.getVariable(Batch.VARIABLE, Batch.class);
    }

    private static @Nullable String reason(Exchange exchange) {
        Throwable last = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        while (last != null && last.getCause() != null) {
            last = last.getCause();
        }
        if (last instanceof HttpOperationFailedException answer) {
            // Its message has the address, which may be all that is needed to write there.
            return "status " + answer.getStatusCode();
        }
        return last == null ? null : last.getClass().getSimpleName() + ": " + last.getMessage();
    }

    /** Sends events of one kind to a sink, and waits for what becomes of them. */
    Outcome send(String sink, List<Event> events, Batch batch) throws InterruptedException {
        String id = UUID.randomUUID().toString();
        for (int i = 0; i < events.size() && !batch.over(); i++) {
            boolean last = i == events.size() - 1;
            send("direct:events", sink, id, events.get(i).kind(), events.get(i).json(), last, batch);
        }
        return batch.await(LONGEST_MILLIS);
    }

    /** Sends an event that a sink did not want to where such events go. */
    Outcome bury(String sink, Event event, @Nullable String reason, Batch batch) throws InterruptedException {
        batch.taken();
        send("direct:dead-letters", sink, "", event.kind(), event.refusedBy(sink, reason), true, batch);
        return batch.await(LONGEST_MILLIS);
    }

    private void send(String uri, String sink, String id, String kind, String json, boolean last, Batch batch) {
        Exchange sent = producer.send(uri, exchange -> {
            exchange.getMessage().setBody(json);
            exchange.setVariable(Batch.VARIABLE, batch);
            exchange.setVariable("batchId", id);
            exchange.setVariable("lastOfBatch", last);
            exchange.setVariable("sink", sink);
            exchange.setVariable("eventKind", kind);
        });
        Throwable failure = sent.getException();
        if (failure != null) {
            batch.failed(failure.getClass().getSimpleName() + ": " + failure.getMessage());
        }
    }

    @Override
    public void close() {
        producer.stop();
    }
}
