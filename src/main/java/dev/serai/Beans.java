package dev.serai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.auth.Caller;
import dev.serai.calls.Attempt;
import dev.serai.calls.Call;
import dev.serai.config.ModelMapping;
import dev.serai.config.ModelTarget;
import dev.serai.config.Settings;
import dev.serai.dialects.ChatStream.Framing;
import dev.serai.dialects.WireFormats;
import dev.serai.dialects.converse.EventStreamFrames;
import dev.serai.dialects.messages.MessagesRequestReader;
import dev.serai.dialects.messages.TokenCountRequestReader;
import dev.serai.errors.ProviderException;
import dev.serai.http.Authenticate;
import dev.serai.http.Authorize;
import dev.serai.http.InboundHeaders;
import dev.serai.http.OpenCall;
import dev.serai.http.OwnExchange;
import dev.serai.http.ReceiveChat;
import dev.serai.http.ReceiveCompletions;
import dev.serai.http.ReceiveEmbeddings;
import dev.serai.http.ReceiveMessages;
import dev.serai.http.ReceiveResponses;
import dev.serai.http.RenderError;
import dev.serai.http.Respond;
import dev.serai.models.AskInParts;
import dev.serai.models.ExplainPlan;
import dev.serai.models.ModelList;
import dev.serai.models.NextTarget;
import dev.serai.models.RecordFailure;
import dev.serai.models.ResolveModel;
import dev.serai.policies.PolicySettings;
import dev.serai.providers.CallSandbox;
import dev.serai.providers.ChatAnswerTransformer;
import dev.serai.providers.ChatRequestTransformer;
import dev.serai.providers.ProviderAddress;
import dev.serai.sandbox.Sandbox;
import dev.serai.streams.EventDecoder;
import dev.serai.streams.ServerSentEvents;
import dev.serai.streams.WholeBody;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.Policy;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.Transformer;
import org.apache.camel.spi.TransformerKey;
import org.jspecify.annotations.Nullable;

/** Puts the gateway's parts into a Camel context under the names that the routes use, all of which begin with serai-. */
final class Beans {
    private static final String CLIENT = "client";

    private final Components parts;
    private final OpenCall open;
    private final Authenticate authenticate;

    Beans(Components parts) {
        this.parts = parts;
        this.authenticate = new Authenticate(parts.access != null, parts.auditing.access);
        this.open = new OpenCall(
                parts::mapping,
                parts.watch,
                clientStall(parts.settings),
                parts.access != null,
                parts::accepting,
                parts.traces.spans);
    }

    void bind(CamelContext camel, Registry registry) {
        InboundHeaders headers =
                new InboundHeaders(PolicySettings.of(parts.settings).headers());
        registry.bind("serai-headers", headers);
        registry.bind("serai-own-exchange", Policy.class, new OwnExchange(parts.embedded, headers));
        steps(registry);
        if (!parts.embedded) {
            registry.bind("metricsRegistry", parts.meters);
            endpoints(registry);
        }
        parts.formats.values().forEach(formats -> transformers(camel, formats));
        registry.bind("serai-lanes", parts.lanes);
        parts.shadows.bind(camel, registry);
    }

    private void steps(Registry registry) {
        step(registry, "serai-receive-chat", new ReceiveChat(parts.reader, open));
        ResolveModel resolve = new ResolveModel(parts::missing, parts.balancer);
        step(registry, "serai-resolve-model", resolve);
        PolicyBeans.bind(registry, parts, resolve);
        AdmitBeans.bind(registry, parts);
        step(
                registry,
                "serai-next-target",
                new NextTarget(parts.availability, parts.retryBudget, parts.fallback, parts.routeNames::of));
        step(registry, "serai-receive-embeddings", new ReceiveEmbeddings(open));
        step(registry, "serai-receive-completions", new ReceiveCompletions(open));
        step(registry, "serai-receive-messages", new ReceiveMessages(open, new MessagesRequestReader()::read));
        step(registry, "serai-receive-token-count", new ReceiveMessages(open, new TokenCountRequestReader()::read));
        step(registry, "serai-receive-responses", new ReceiveResponses(open));
        AskInParts inParts = new AskInParts(parts::formats, parts.availability);
        step(registry, "serai-split-request", inParts::split);
        step(registry, "serai-begin-part", inParts::begin);
        step(registry, "serai-end-part", inParts::ended);
        step(registry, "serai-fail-parts", inParts::failed);
        step(registry, "serai-join-parts", inParts::join);
        RecordFailure record =
                new RecordFailure(parts.cooldowns, parts.latencies, parts.fallback, (target, failure) -> {
                    parts.metrics.failed(target.provider().name(), failure.kind());
                    parts.health.failed(target.place(), failure);
                });
        if (!parts.embedded) {
            NativeBeans.bind(registry, parts, open, record, streams());
        }
        step(registry, "serai-judge-answer", record::answer);
        step(registry, "serai-judge-exception", record::exception);
        Respond respond = respond();
        step(registry, "serai-respond", respond);
        step(registry, "serai-give-up-rescue", respond::giveUp);
        step(registry, "serai-account", exchange -> {
            Call call = exchange.getVariable(Call.VARIABLE, Call.class);
            if (call != null) {
                parts.account.ended(call);
                answered(call.attempts().lastSent());
            } else {
                parts.account.refused(
                        exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 500, Integer.class),
                        TimeUnit.MILLISECONDS.toNanos(exchange.getClock().elapsed()));
            }
        });
        step(registry, "serai-sandbox", new CallSandbox(new Sandbox(parts.clock)));
    }

    /** A provider that answers a request needs no look to be known to live. */
    private void answered(@Nullable Attempt last) {
        if (last != null && last.heardFirst() && last.failure() == null) {
            parts.health.answered(last.target().place());
        }
    }

    static void step(Registry registry, String name, Processor step) {
        registry.bind(name, Processor.class, step);
    }

    private Respond respond() {
        return new Respond(parts.watch, streamKeepAlive(parts.settings).toNanos(), streams());
    }

    private Respond.StreamListener streams() {
        return new Respond.StreamListener() {
            @Override
            public void began() {
                parts.metrics.streamBegan();
            }

            @Override
            public void ending(Call call) {
                parts.account.ending(call);
            }

            @Override
            public void ended() {
                parts.metrics.streamEnded();
            }

            @Override
            public void broke(ModelTarget target, ProviderException failure) {
                parts.metrics.failed(target.provider().name(), failure.failure().kind());
                parts.health.failed(target.place(), failure.failure());
                parts.breakers.brokeLater(target.place(), failure);
            }
        };
    }

    static Duration clientStall(Settings settings) {
        return settings.seconds("CLIENT_STALL", Duration.ofSeconds(30));
    }

    static Duration streamKeepAlive(Settings settings) {
        return settings.seconds("STREAM_KEEP_ALIVE", Duration.ofSeconds(15));
    }

    private void endpoints(Registry registry) {
        step(registry, "serai-authenticate", authenticate);
        step(registry, "serai-authorize", new Authorize());
        step(registry, "serai-render-error", new RenderError(parts.auditing.access));
        SessionBeans.bind(registry, parts);
        ModelList models = new ModelList(Sandbox.MODELS);
        PrometheusMeterRegistry meters = (PrometheusMeterRegistry) parts.meters;
        step(registry, "serai-models", exchange -> {
            HttpServerRequest request = exchange.getMessage(HttpMessage.class).getRequest();
            Caller caller = open.caller(exchange);
            ModelMapping mapping = parts.mapping();
            OpenCall.requireCompatibility(mapping);
            answer(exchange, 200, "application/json", models.answer(mapping, parts.prices(), caller, request.path()));
        });
        step(
                registry,
                "serai-health",
                exchange -> answer(exchange, 200, "application/json", bytes("{\"status\":\"ok\"}")));
        step(
                registry,
                "serai-ready",
                exchange -> answer(
                        exchange,
                        parts.readiness.ready() ? 200 : 503,
                        "application/json",
                        parts.readiness.json(plan(exchange))));
        step(
                registry,
                "serai-metrics",
                exchange -> answer(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", bytes(meters.scrape())));
        byte[] openApi = openApi();
        step(registry, "serai-openapi", exchange -> answer(exchange, 200, "application/json", openApi));
    }

    /** How the next request for the model of {@code ?model=} would go; null: nobody asked. */
    private @Nullable ObjectNode plan(Exchange exchange) {
        String model = exchange.getMessage(HttpMessage.class).getRequest().getParam("model");
        if (model == null) {
            return null;
        }
        authenticate.process(exchange); // Readiness is for everybody; which models go where at which price is not.
        return new ExplainPlan(new ResolveModel(parts::missing, parts.balancer), parts.balancer, parts.availability)
                .explain(parts.mapping(), model, open.caller(exchange));
    }

    private static byte[] openApi() {
        try (InputStream document = Beans.class.getResourceAsStream("/serai/openapi.json")) {
            return Objects.requireNonNull(document, "The jar has no openapi.json: it was built wrong")
                    .readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void transformers(CamelContext camel, WireFormats formats) {
        ProviderAddress address = (target, path) -> parts.type(target.provider())
                .map(type -> type.address().url(target, path))
                .orElse("http://sandbox" + path);
        add(
                camel,
                CLIENT + ":chat-request",
                formats.name() + ":chat-request",
                new ChatRequestTransformer(formats, address, parts.metrics::translated));
        add(
                camel,
                formats.name() + ":chat-answer",
                CLIENT + ":chat-answer",
                new ChatAnswerTransformer(formats, Beans::decoder, parts.metrics::translated));
    }

    /** Exact pairs only: a transformer that is found by its target alone would run for any source. */
    private static void add(CamelContext camel, String from, String to, Transformer transformer) {
        transformer.setFrom(from);
        transformer.setTo(to);
        transformer.setCamelContext(camel);
        camel.getTransformerRegistry().put(new TransformerKey(new DataType(from), new DataType(to)), transformer);
    }

    private static EventDecoder decoder(Framing framing) {
        return switch (framing) {
            case SERVER_SENT_EVENTS -> new ServerSentEvents();
            case DATA_LINES -> ServerSentEvents.ofDataLines();
            case AWS_EVENT_STREAM -> new EventStreamFrames();
            case WHOLE_JSON -> new WholeBody();
        };
    }

    private static void answer(Exchange exchange, int status, String contentType, byte[] body) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, contentType);
        message.setBody(ByteBuffer.wrap(body));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
