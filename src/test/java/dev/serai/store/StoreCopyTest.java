package dev.serai.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A copy of a real PostgreSQL that is written to meanwhile. */
@Timeout(60)
class StoreCopyTest {
    @TempDir
    Path folder;

    @Test
    void whatIsWrittenWhileItIsCopiedIsNotHalfInTheCopy() throws Exception {
        String url = TestingPostgres.database();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Store source = Store.open(new StoreAddress(url, null));
                Store target = Store.open(StoreAddress.ofFile(folder.resolve("serai.db")))) {
            source.prepare();
            target.prepare();
            Future<Map<String, Long>> copied = source.write(statements -> {
                // Codes refer to second factors, and so are copied behind them.
                statements.update("LOCK TABLE backup_codes IN ACCESS EXCLUSIVE MODE");
                Future<Map<String, Long>> begun = other.submit(() -> StoreCopy.copy(source, target));
                TestingPostgres.awaitWaiting(url, 1);
                statements.update("INSERT INTO second_factors (id, pepper_version, sealed_seed, last_step, failures,"
                        + " failing_since, locked_until, created_at) VALUES ('factor', 1, '', 0, 0, 0, 0, 0)");
                statements.update(
                        "INSERT INTO backup_codes (second_factor, code_hash, pepper_version) VALUES ('factor', '', 1)");
                return begun;
            });
            assertThat(copied.get()).containsEntry("second_factors", 0L).containsEntry("backup_codes", 0L);
        } finally {
            other.shutdown();
        }
    }
}
