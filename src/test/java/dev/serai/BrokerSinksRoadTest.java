package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.fakes.EmbeddedKafka;
import dev.serai.fakes.FakeS3;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.broker.BrokerService;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Row F31 with real brokers, Kafka and ActiveMQ, and S3: what is lost while one is down (nothing), and what waits for it. */
@Timeout(150)
class BrokerSinksRoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private Map<String, String> variables(String sink) {
        Map<String, String> variables = new HashMap<>();
        variables.put("AUTH_ENABLED", "true");
        variables.put("SANDBOX_ENABLED", "true");
        variables.put("HOST", "127.0.0.1");
        variables.put("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
        variables.put("KEY_PEPPER", "pepper-canary-of-the-sinks-0123456789-abcdef");
        variables.put("API_KEY_CI", "static-key-canary-0123456789");
        variables.put("serai.sinks", sink);
        variables.put("serai.sinks.dead-letters.folder", folder.resolve("dead").toString());
        return variables;
    }

    private static boolean has(List<String> events, String requestId, String schema) {
        return events.stream().anyMatch(event -> event.contains("\"" + requestId + "\"") && event.contains(schema));
    }

    @Test
    void kafka() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"))) {
            Map<String, String> variables = variables("kafka");
            variables.put("serai.sinks.kafka.brokers", kafka.brokers());
            variables.put("serai.sinks.kafka.topic", "gateway");
            List<String> events = new ArrayList<>();
            try (RunningGateway gateway = RunningGateway.start(variables)) {
                assertThat(SinksRoadTest.chat(gateway, "kafka-up").statusCode()).isEqualTo(200);
                try (KafkaConsumer<String, String> consumer = consumer(kafka)) {
                    SinksRoadTest.await("events of both kinds", () -> {
                        consumer.poll(Duration.ofMillis(200)).forEach(record -> events.add(record.value()));
                        return has(events, "kafka-up", "serai.usage/1") && has(events, "kafka-up", "serai.audit/1");
                    });
                }
                kafka.stop();
                for (int i = 0; i < 20; i++) {
                    assertThat(SinksRoadTest.chat(gateway, "kafka-down-" + i).statusCode())
                            .isEqualTo(200);
                }
                kafka.start();
                events.clear();
                try (KafkaConsumer<String, String> consumer = consumer(kafka)) {
                    SinksRoadTest.await("events of while it was down", () -> {
                        consumer.poll(Duration.ofMillis(200)).forEach(record -> events.add(record.value()));
                        return count(events, "kafka-down-") == 20;
                    });
                }
            }
            assertThat(folder.resolve("dead")).doesNotExist();
        }
    }

    private static long count(List<String> events, String prefix) {
        return events.stream()
                .filter(event -> event.contains("serai.usage/1"))
                .map(BrokerSinksRoadTest::read)
                .map(event -> event.path("request_id").asText())
                .filter(id -> id.startsWith(prefix))
                .distinct()
                .count();
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static KafkaConsumer<String, String> consumer(EmbeddedKafka kafka) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", kafka.brokers());
        settings.put("group.id", "test-" + System.nanoTime());
        settings.put("auto.offset.reset", "earliest");
        KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
        consumer.subscribe(List.of("gateway"));
        return consumer;
    }

    @Test
    void jms() throws Exception {
        BrokerService broker = broker("tcp://127.0.0.1:0");
        String url = broker.getTransportConnectors().get(0).getPublishableConnectString();
        Map<String, String> variables = variables("jms");
        variables.put("serai.sinks.jms.url", url);
        variables.put("serai.sinks.jms.queue", "gateway");
        variables.put("serai.sinks.jms.user", "serai");
        variables.put("serai.sinks.jms.password", "jms-password-canary-0123456789");
        EverythingLogged log = new EverythingLogged();
        log.begin();
        List<String> events = new ArrayList<>();
        BrokerService again = null;
        try (RunningGateway gateway = RunningGateway.start(variables)) {
            assertThat(SinksRoadTest.chat(gateway, "jms-up").statusCode()).isEqualTo(200);
            receive(
                    url,
                    events,
                    () -> has(events, "jms-up", "serai.usage/1") && has(events, "jms-up", "serai.audit/1"));
            broker.stop();
            broker.waitUntilStopped();
            for (int i = 0; i < 20; i++) {
                assertThat(SinksRoadTest.chat(gateway, "jms-down-" + i).statusCode())
                        .isEqualTo(200);
            }
            again = broker(url);
            events.clear();
            receive(url, events, () -> count(events, "jms-down-") == 20);
            log.assertHolds(List.of("jms-password-canary-0123456789"));
        } finally {
            log.end();
            broker.stop();
            if (again != null) {
                again.stop();
            }
        }
        assertThat(folder.resolve("dead")).doesNotExist();
    }

    private static BrokerService broker(String url) throws Exception {
        BrokerService broker = new BrokerService();
        broker.setPersistent(false);
        broker.setUseJmx(false);
        broker.setUseShutdownHook(false);
        broker.addConnector(url);
        broker.start();
        broker.waitUntilStarted();
        return broker;
    }

    private static void receive(String url, List<String> events, java.util.function.BooleanSupplier enough)
            throws Exception {
        try (Connection connection = new ActiveMQConnectionFactory(url).createConnection()) {
            connection.start();
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            MessageConsumer consumer = session.createConsumer(session.createQueue("gateway"));
            SinksRoadTest.await("messages", () -> {
                read(consumer, events);
                return enough.getAsBoolean();
            });
        }
    }

    private static void read(MessageConsumer consumer, List<String> events) {
        try {
            Message message = consumer.receive(200);
            if (message instanceof TextMessage text) {
                read(text.getText()).forEach(event -> events.add(event.toString()));
            }
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void s3() throws Exception {
        System.setProperty("aws.accessKeyId", "AKIASINKSCANARY00000");
        System.setProperty("aws.secretAccessKey", "s3-secret-canary-0123456789");
        try (FakeS3 s3 = FakeS3.start("books", "AKIASINKSCANARY00000")) {
            Map<String, String> variables = variables("s3");
            variables.put("serai.sinks.s3.bucket", "books");
            variables.put("serai.sinks.s3.region", "eu-west-1");
            variables.put("serai.sinks.s3.endpoint", s3.endpoint());
            variables.put("serai.sinks.s3.endpoint-overridden", "true");
            variables.put("serai.sinks.s3.path-style", "true");
            try (RunningGateway gateway = RunningGateway.start(variables)) {
                assertThat(SinksRoadTest.chat(gateway, "s3-1").statusCode()).isEqualTo(200);
                SinksRoadTest.await(
                        "objects",
                        () -> has(List.copyOf(s3.objects().values()), "s3-1", "serai.usage/1")
                                && has(List.copyOf(s3.objects().values()), "s3-1", "serai.audit/1"));
            }
            assertThat(s3.faults()).isEmpty();
            assertThat(s3.objects().keySet())
                    .allMatch(key -> key.matches("(usage|audit)/\\d{4}/\\d{2}/\\d{2}/[0-9a-f-]{36}\\.jsonl"));
            s3.objects().values().forEach(object -> object.lines()
                    .forEach(line ->
                            assertThat(read(line).path("schema").asText()).startsWith("serai.")));
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }
}
