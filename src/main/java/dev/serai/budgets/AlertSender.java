package dev.serai.budgets;

import dev.serai.budgets.Alerts.Alert;
import dev.serai.store.Store;
import dev.serai.store.StoreException;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is noted in {@code budget_alerts} to the webhook: each by one gateway, again with growing pauses until it is taken,
 * and at most {@link #MOST_ATTEMPTS} times. A thread of its own; lives until closed.
 */
public final class AlertSender implements AutoCloseable {
    static final int MOST_ATTEMPTS = 12;

    private static final Logger LOG = LoggerFactory.getLogger("serai.budget");
    private static final int AT_ONCE = 20;
    private static final long LOOK_MILLIS = 2_000;
    private static final long FIRST_PAUSE_MILLIS = Duration.ofSeconds(15).toMillis();
    private static final long LONGEST_PAUSE_MILLIS = Duration.ofMinutes(30).toMillis();

    private final Store store;
    private final Clock clock;
    private final Webhook webhook;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread sender = new Thread(task, "serai-budget-webhook");
        sender.setDaemon(true);
        return sender;
    });

    AlertSender(Store store, Clock clock, Webhook webhook) {
        this.store = store;
        this.clock = clock;
        this.webhook = webhook;
    }

    /**
     * Begins to send; null where nobody is to be told.
     *
     * @param store whose schema somebody else brings up to date
     */
    public static @Nullable AlertSender open(BudgetSettings settings, Store store, Clock clock) {
        URI address = settings.webhook();
        if (address == null) {
            return null;
        }
        AlertSender sender = new AlertSender(store, clock, new Webhook(address, settings.secret()));
        sender.thread.scheduleWithFixedDelay(sender::send, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return sender;
    }

    /** Sends what is due. */
    void send() {
        try {
            if (!store.prepared()) {
                return;
            }
            for (Alert alert : store.read(statements -> Alerts.due(statements, clock.millis(), AT_ONCE))) {
                send(alert);
            }
        } catch (StoreException e) {
            LOG.debug("alerts wait for the store", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // The next look tries again; without this there would be none.
            LOG.error("alerts could not be sent", e);
        }
    }

    private void send(Alert alert) throws InterruptedException {
        long pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << alert.attempts());
        if (!store.write(statements -> Alerts.claim(statements, alert, clock.millis() + pause))) {
            return;
        }
        String answer;
        try {
            int status = webhook.tell(alert);
            if (status / 100 == 2) {
                end(alert, true);
                return;
            }
            answer = "status " + status;
        } catch (IOException e) {
            answer = e.getClass().getSimpleName();
        }
        boolean last = alert.attempts() + 1 >= MOST_ATTEMPTS;
        LOG.atWarn()
                .addKeyValue("account", alert.key().account())
                .addKeyValue("attempt", alert.attempts() + 1)
                .addKeyValue("answer", answer)
                .log(last ? "budget webhook failed for the last time" : "budget webhook failed");
        if (last) {
            end(alert, false);
        }
    }

    private void end(Alert alert, boolean sent) {
        store.write(statements -> {
            Alerts.end(statements, alert, sent);
            return null;
        });
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
