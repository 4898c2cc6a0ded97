package dev.serai.providers;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.hc.client5.http.classic.methods.HttpUriRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttemptProducerTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://bedrock-runtime.eu-west-1.amazonaws.com/model/arn%3Aaws%3Abedrock%3Aeu%2Fprofile/converse",
                "http://127.0.0.1:8443/openai/deployments/a%20b/chat/completions?api-version=2024-10-21",
                "http://[::1]:8080/v1/chat/completions",
                "https://api.openai.com//v1/chat/completions?"
            })
    void anAddressThatIsRememberedIsTheOneThatWasReadAtFirst(String url) throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.addComponent("http", new ProviderHttp());
            camel.start();
            Endpoint endpoint = camel.getEndpoint("http://127.0.0.1:1/else?httpMethod=POST&copyHeaders=false");
            AttemptProducer producer = (AttemptProducer) endpoint.createProducer();
            producer.start();
            Exchange exchange = new DefaultExchange(camel);
            AttemptEntity entity = new AttemptEntity(ProviderTransportTest.attempt(), new byte[] {'{', '}'});
            exchange.getMessage().setBody(entity);
            exchange.getMessage().setHeader(Exchange.HTTP_URI, url);

            HttpUriRequest read = producer.createMethod(exchange);
            HttpUriRequest remembered = producer.createMethod(exchange);

            assertThat(remembered).isNotSameAs(read);
            assertThat(remembered.getMethod()).isEqualTo("POST");
            assertThat(remembered.getRequestUri()).isEqualTo(read.getRequestUri());
            assertThat(remembered.getAuthority()).isEqualTo(read.getAuthority());
            assertThat(remembered.getScheme()).isEqualTo(read.getScheme());
            assertThat(remembered.getEntity()).isSameAs(entity);
            assertThat(producer.createHost(remembered)).isEqualTo(producer.createHost(read));
            producer.stop();
        }
    }
}
