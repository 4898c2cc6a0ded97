package dev.serai.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.serai.store.Store;
import dev.serai.store.StoreAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What an operator is told of texts that are let go: how many, and once that it fails and that it does no longer. */
class ContentTidyingTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_790_000_000_000L);

    @TempDir
    Path folder;

    private final Logger logger = (Logger) LoggerFactory.getLogger(ContentTidying.class);
    private final ListAppender<ILoggingEvent> told = new ListAppender<>();
    private Store store;
    private ContentTidying tidying;

    @BeforeEach
    void open() {
        told.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(told);
        store = Store.open(StoreAddress.ofFile(folder.resolve("serai.db")));
        tidying = new ContentTidying(store, 30, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        logger.detachAppender(told);
        logger.setLevel(null);
        store.close();
    }

    private List<String> told() {
        List<String> lines = told.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
        told.list.clear();
        return lines;
    }

    private void insert(String id, int daysAgo) {
        change("INSERT INTO audit_content (id, at, actor, key_version, sealed) VALUES ('" + id + "', "
                + NOW.minusSeconds(daysAgo * 86_400L).toEpochMilli() + ", 'key:alice', 1, 'x')");
    }

    private void change(String sql) {
        store.write(statements -> statements.update(sql));
    }

    @Test
    void tellsHowManyWent() {
        // Nobody has said yet that there is a schema.
        tidying.run();
        store.prepare();
        tidying.run();
        assertThat(told()).isEmpty();
        insert("first", 31);
        insert("second", 40);
        insert("new", 29);
        tidying.run();
        assertThat(told()).containsExactly("INFO 2 texts are gone that were kept for 30 days");
        tidying.run();
        assertThat(told()).isEmpty();
    }

    @Test
    void tellsOnceThatItFailsAndOnceThatItDoesNoLonger() {
        store.prepare();
        insert("old", 31);
        change("ALTER TABLE audit_content RENAME TO elsewhere");
        tidying.run();
        tidying.run();
        assertThat(told()).containsExactly("WARN texts that were kept for 30 days can't be deleted, and stay for now");
        change("ALTER TABLE elsewhere RENAME TO audit_content");
        tidying.run();
        tidying.run();
        assertThat(told())
                .containsExactly(
                        "INFO texts that were kept long enough can be deleted again",
                        "INFO 1 texts are gone that were kept for 30 days");
    }
}
