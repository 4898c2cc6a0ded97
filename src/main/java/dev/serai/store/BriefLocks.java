package dev.serai.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/**
 * A change of PostgreSQL's schema waits four seconds for a table that others use, then gives up, to come back: while it waits,
 * nobody who comes later may read it either. Stateless.
 */
final class BriefLocks implements Callback {
    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.AFTER_CONNECT;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        try (PreparedStatement statement = context.getConnection().prepareStatement("SET lock_timeout = '4s'")) {
            statement.execute();
        } catch (SQLException e) {
            throw new FlywayException("lock_timeout can't be set", e);
        }
    }

    @Override
    public String getCallbackName() {
        return "brief locks";
    }
}
