package dev.serai.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.component.http.HttpPollingConsumer;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.hc.client5.http.classic.methods.HttpUriRequest;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttemptProducerTest {
    private static final String OURS =
            "http://127.0.0.1:1/else?httpMethod=POST&copyHeaders=false&httpClientConfigurer=#transport";
    private static final String URL = "https://api.example.com/v1/chat";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://bedrock-runtime.eu-west-1.amazonaws.com/model/arn%3Aaws%3Abedrock%3Aeu%2Fprofile/converse",
                "http://127.0.0.1:8443/openai/deployments/a%20b/chat/completions?api-version=2024-10-21",
                "http://[::1]:8080/v1/chat/completions",
                "https://api.openai.com//v1/chat/completions?"
            })
    void anAddressThatIsRememberedIsTheOneThatWasReadAtFirst(String url) throws Exception {
        try (PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager();
                DefaultCamelContext camel = camel(connections)) {
            AttemptProducer producer = (AttemptProducer) camel.getEndpoint(OURS).createProducer();
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

    @ParameterizedTest
    @CsvSource({
        "CamelHttpQuery, key=a, https://api.example.com/v1/chat?key=a, key=b, https://api.example.com/v1/chat?key=b",
        "CamelHttpRawQuery, key=a, https://api.example.com/v1/chat?key=a, key=b, https://api.example.com/v1/chat?key=b",
        "CamelRestHttpQuery, key=a, https://api.example.com/v1/chat?key=a, key=b, https://api.example.com/v1/chat?key=b",
        "CamelHttpPath, a, https://api.example.com/v1/chat/a, b, https://api.example.com/v1/chat/b",
        "CamelRestHttpUri, https://a.example.com/x, https://a.example.com/x, https://b.example.com/x, https://b.example.com/x"
    })
    void whatARoutesHeadersAddToAnAddressIsOfOneRequestAlone(
            String header, String a, String addressOfA, String b, String addressOfB) throws Exception {
        try (PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager();
                DefaultCamelContext camel = camel(connections)) {
            AttemptProducer producer = (AttemptProducer) camel.getEndpoint(OURS).createProducer();
            producer.start();

            assertThat(address(producer, camel, Map.of(header, a))).isEqualTo(addressOfA);
            assertThat(address(producer, camel, Map.of(header, b))).isEqualTo(addressOfB);
            assertThat(address(producer, camel, Map.of())).isEqualTo(URL);
            assertThat(address(producer, camel, Map.of(header, a))).isEqualTo(addressOfA);
            assertThat(address(producer, camel, Map.of())).isEqualTo(URL);
            producer.stop();
        }
    }

    @Test
    void whatUsersRoutesCallIsCamelsOwn() throws Exception {
        try (PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager();
                DefaultCamelContext camel = camel(connections)) {
            HttpEndpoint theirs = camel.getEndpoint("http://127.0.0.1:1/theirs", HttpEndpoint.class);
            assertThat(theirs.createProducer()).isNotInstanceOf(AttemptProducer.class);
            assertThat(theirs.createPollingConsumer()).isInstanceOf(HttpPollingConsumer.class);
            assertThat(camel.getEndpoint(OURS).createPollingConsumer()).isInstanceOf(HttpPollingConsumer.class);
        }
    }

    private static String address(AttemptProducer producer, DefaultCamelContext camel, Map<String, Object> headers)
            throws Exception {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(new AttemptEntity(ProviderTransportTest.attempt(), new byte[] {'{', '}'}));
        exchange.getMessage().setHeader(Exchange.HTTP_URI, URL);
        exchange.getMessage().getHeaders().putAll(headers);
        HttpUriRequest request = producer.createMethod(exchange);
        assertThat(producer.createHost(request).getHostName())
                .isEqualTo(request.getUri().getHost());
        return request.getUri().toString();
    }

    private static DefaultCamelContext camel(HttpClientConnectionManager connections) {
        DefaultCamelContext camel = new DefaultCamelContext();
        camel.getRegistry().bind("transport", new ProviderTransport((request, body, target) -> {}, connections));
        camel.addComponent("http", new ProviderHttp());
        camel.start();
        return camel;
    }
}
