package dev.serai.admin;

import dev.serai.errors.GatewayException;
import dev.serai.store.StoreException;

/** One thing that the admin API does. Thread-safe; may wait for the store. */
@FunctionalInterface
public interface AdminOperation {
    /**
     * @throws GatewayException what is wrong with the request
     * @throws StoreException if the store is away
     */
    AdminAnswer answer(AdminRequest request);
}
