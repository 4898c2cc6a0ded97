package dev.serai;

import dev.serai.store.StoreAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** {@link AdminReportsRoad} over a file. */
class AdminReportsOnSqliteTest extends AdminReportsRoad {
    @TempDir
    static Path folder;

    @Override
    StoreAddress address() {
        return StoreAddress.ofFile(folder.resolve("serai.db"));
    }
}
