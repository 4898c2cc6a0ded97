package dev.serai.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.fakes.DarkHost;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A schema that is brought up to date in a real PostgreSQL. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SchemaTest {
    @Test
    void aChangeThatTakesLongerThanAnyStatementOfARequestIsMadeBesideThem() throws Exception {
        String url = TestingPostgres.database();
        try (Connection owner = DriverManager.getConnection(url);
                Statement statement = owner.createStatement()) {
            statement.execute("""
                    CREATE SCHEMA test; CREATE FUNCTION test.slow() RETURNS event_trigger LANGUAGE plpgsql AS $$
                    BEGIN IF tg_tag = 'CREATE INDEX' AND NOT EXISTS (SELECT 1 FROM pg_class WHERE relname = 'slowed') THEN
                    PERFORM pg_sleep(9); CREATE SEQUENCE test.slowed; END IF; END $$""");
            statement.execute("CREATE EVENT TRIGGER slow ON ddl_command_end EXECUTE FUNCTION test.slow()");
        }
        try (Store store = Store.open(new StoreAddress(url, null))) {
            assertThatThrownBy(store::prepare)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("being brought up to date");
            assertThatThrownBy(store::prepare).as("nobody waits anew").isInstanceOf(StoreException.class);
            store.prepareToTheEnd();
            store.prepare();
            Optional<Integer> slowed =
                    store.read(statements -> statements.one("SELECT 1 FROM test.slowed", row -> row.getInt(1)));
            assertThat(slowed).isPresent();
        }
    }

    @Test
    void aDatabaseThatSaysNothingIsNotWaitedForLong() {
        try (DarkHost silent = DarkHost.mute();
                Store store =
                        Store.open(new StoreAddress("jdbc:postgresql://127.0.0.1:" + silent.port() + "/serai", null))) {
            assertThatThrownBy(store::prepare)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("does not answer");
            // Not even by a command.
            assertThatThrownBy(store::prepareToTheEnd).isInstanceOf(StoreException.class);
        }
    }

    @Test
    void aChangeDoesNotWaitLongForATableThatOthersUse() throws Exception {
        String url = TestingPostgres.database();
        try (Connection reader = DriverManager.getConnection(url);
                Statement statement = reader.createStatement()) {
            statement.execute("""
                    CREATE SCHEMA test; CREATE TABLE test.used (); CREATE FUNCTION test.wants() RETURNS event_trigger LANGUAGE plpgsql
                    AS $$ BEGIN IF tg_tag = 'CREATE INDEX' THEN LOCK TABLE test.used; END IF; END $$""");
            statement.execute("CREATE EVENT TRIGGER wants ON ddl_command_start EXECUTE FUNCTION test.wants()");
            reader.setAutoCommit(false);
            statement.execute("LOCK TABLE test.used IN ACCESS SHARE MODE");
            try (Store store = Store.open(new StoreAddress(url, null))) {
                assertThatThrownBy(store::prepareToTheEnd).hasStackTraceContaining("lock timeout");
                reader.rollback();
                store.prepare();
            }
        }
    }
}
