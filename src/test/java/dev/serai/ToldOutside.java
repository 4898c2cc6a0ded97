package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.AnyServer;
import dev.serai.fakes.ReceivedCall;
import dev.serai.fakes.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Whom a gateway tells of what happens in it: a webhook of budgets, one of all events, which refuses each of them, so that they become
 * dead letters, and a folder that takes them. Lives until closed.
 */
final class ToldOutside implements AutoCloseable {
    static final String SIGNING = "webhook-canary-7d1c9b3e5f6a48b2c0d4";
    static final String AUTHORIZATION = "sink-canary-2f7be1d40c6a95e8";
    /** Whoever knows such a path may write there. */
    static final String PATH = "path-canary-91c5d7e0b3a2";

    private static final String SIGNATURE = "x-serai-signature";

    private final AnyServer budgets = AnyServer.start();
    private final AnyServer events = AnyServer.start();
    private final Path folder;

    ToldOutside(Path folder) {
        this.folder = folder;
        budgets.always(Reply.empty(204));
        events.always(Reply.empty(422));
    }

    Map<String, String> environment() {
        return Map.of(
                "BUDGET_WEBHOOK_URL",
                budgets.origin().resolve("/budgets").toString(),
                "BUDGET_WEBHOOK_SECRET",
                SIGNING,
                "serai.sinks",
                "file,webhook",
                "serai.sinks.file.folder",
                folder.resolve("events").toString(),
                "serai.sinks.dead-letters.folder",
                folder.resolve("dead").toString(),
                "serai.sinks.webhook.url",
                events.origin().resolve("/events/" + PATH).toString(),
                "serai.sinks.webhook.authorization",
                "Bearer " + AUTHORIZATION);
    }

    /** What was sent and written, once there is something of everything: the secrets that are to be in it were used. */
    List<String> all() throws IOException, InterruptedException {
        while (budgets.received().isEmpty() || bytes("events") == 0 || bytes("dead") == 0) {
            Thread.sleep(50);
        }
        assertThat(budgets.received()).allSatisfy(call -> {
            assertThat(call.header(SIGNATURE)).startsWith("sha256=");
            assertThat(call.contains(SIGNING)).isFalse();
        });
        assertThat(events.received()).allSatisfy(call -> {
            assertThat(call.header("authorization")).isEqualTo("Bearer " + AUTHORIZATION);
            assertThat(call.path()).endsWith(PATH);
        });
        return Stream.concat(
                        budgets.received().stream().map(ReceivedCall::toString),
                        Stream.of(budgets, events)
                                .flatMap(server -> server.received().stream().map(ReceivedCall::text)))
                .toList();
    }

    private long bytes(String below) throws IOException {
        if (!Files.isDirectory(folder.resolve(below))) {
            return 0;
        }
        long bytes = 0;
        try (Stream<Path> files = Files.walk(folder.resolve(below))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    @Override
    public void close() {
        budgets.close();
        events.close();
    }
}
