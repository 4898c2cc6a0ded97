package dev.serai.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.serai.calls.Call;
import dev.serai.calls.Client;
import dev.serai.calls.QuestionFailedException;
import dev.serai.config.ModelMapping;
import dev.serai.config.Settings;
import dev.serai.dialects.ChatRequest;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Policy;
import org.junit.jupiter.api.Test;

/** A door that is called within a call, and within that one once more. */
class OwnExchangeTest {
    @Test
    void aThirdCallWithinTheSecondIsRefused() throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.getRegistry().bind("door", Policy.class, new OwnExchange(false, new InboundHeaders(Set.of())));
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:door")
                            .errorHandler(noErrorHandler())
                            .policy("door")
                            .process(exchange -> opened(exchange))
                            .to("direct:door");
                }
            });
            camel.start();
            Exchange asked = camel.createProducerTemplate().request("direct:door", exchange -> {});
            // The first has none of its own, the second has; the third is not made.
            assertThat(asked.getException())
                    .isInstanceOf(QuestionFailedException.class)
                    .hasMessageContaining("it would have no end");
            assertThat(asked.getVariable(Call.VARIABLE, Call.class).within()).isFalse();
            assertThat(asked.getVariable(OwnExchange.WITHIN)).isNull();
        }
    }

    private static void opened(Exchange exchange) {
        ChatRequest request = new ChatRequest(
                new byte[0], JsonNodeFactory.instance.objectNode(), Map.of(), "any", false, false, false);
        ModelMapping mapping = ModelMapping.load(Settings.only(Map.of()));
        long minute = TimeUnit.MINUTES.toNanos(1);
        Call call = exchange.getVariable(OwnExchange.WITHIN) instanceof Call outer
                ? new Call(outer, null, mapping, request, minute)
                : new Call("req_1", Client.PRESENT, null, mapping, request, minute);
        exchange.setVariable(Call.VARIABLE, call);
    }
}
