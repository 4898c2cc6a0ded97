package dev.serai.fakes;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/** A real Kafka broker (KRaft, one node) on loopback, in this JVM: it can be stopped, and started again with what it has. */
public final class EmbeddedKafka implements AutoCloseable {
    private final Map<String, String> settings = new HashMap<>();
    private final int port;
    private KafkaRaftServer server;

    private EmbeddedKafka(Path folder) throws IOException {
        this.port = FreePorts.next();
        int controller = FreePorts.next();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
        settings.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller);
        settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", folder.resolve("log").toString());
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("num.partitions", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        Path file = folder.resolve("server.properties");
        Files.createDirectories(folder);
        Files.writeString(
                file,
                settings.entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .collect(Collectors.joining("\n")));
        int formatted = StorageTool.execute(
                new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()},
                new PrintStream(OutputStream.nullOutputStream()));
        if (formatted != 0) {
            throw new IOException("Kafka's folder can't be formatted");
        }
    }

    /** One that has started. */
    public static EmbeddedKafka start(Path folder) {
        try {
            EmbeddedKafka kafka = new EmbeddedKafka(folder);
            kafka.start();
            return kafka;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void start() {
        server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
        server.startup();
    }

    public void stop() {
        server.shutdown();
        server.awaitShutdown();
        server = null;
    }

    /** Where it is. */
    public String brokers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        if (server != null) {
            stop();
        }
    }
}
