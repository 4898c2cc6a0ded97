package dev.serai;

import dev.serai.store.StoreAddress;
import dev.serai.store.TestingPostgres;

/** {@link AdminReportsRoad} over a server. */
class AdminReportsOnPostgresqlTest extends AdminReportsRoad {
    @Override
    StoreAddress address() {
        return new StoreAddress(TestingPostgres.database(), null);
    }
}
