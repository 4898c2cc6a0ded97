package dev.serai;

import dev.serai.accounting.Metrics;
import dev.serai.audit.Actor;
import dev.serai.audit.Audit;
import dev.serai.audit.AuditEvent;
import dev.serai.audit.ChainKeys;
import dev.serai.auth.Access;
import dev.serai.auth.AdminAccess;
import dev.serai.auth.StoredKeys;
import dev.serai.config.ConfigurationProblem;
import dev.serai.config.Settings;
import dev.serai.health.Readiness;
import dev.serai.http.AccessAudit;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The audit of a gateway, and what the gateway itself has to tell it. There is one while callers, or admins, need a key. */
final class AuditParts implements AutoCloseable {
    private static final int MOST_PLACES = 5;

    /** Null: none is kept. */
    final @Nullable Audit audit;

    /** What the road tells of callers. */
    final AccessAudit access;

    private final Clock clock;

    /** @param embedded inside an application: it lets in whom it wants, and there is nobody to tell of */
    AuditParts(Settings settings, Clock clock, boolean embedded) {
        ChainKeys keys = !embedded && wanted(settings) ? StoredKeys.chainKeys(settings) : null;
        this.audit = keys == null ? null : Audit.open(settings, keys, clock);
        this.access = new AccessAudit(audit, clock);
        this.clock = clock;
    }

    /** Notes in the settings what is wrong with them. */
    static void check(Settings settings) {
        if (wanted(settings)) {
            Audit.check(settings);
        }
    }

    /** Where somebody can be refused, be it by the admin API alone. */
    private static boolean wanted(Settings settings) {
        return Access.enabled(settings) || AdminAccess.bootstrapped(settings);
    }

    void show(Metrics metrics, Readiness readiness) {
        if (audit != null) {
            readiness.withAudit(audit);
            metrics.gauge("ai_proxy_audit_journal_bytes", audit, Audit::journalBytes);
            metrics.gauge("ai_proxy_audit_lost_events", audit, Audit::lost);
            metrics.gauge("ai_proxy_audit_sync_failures", audit, Audit::syncFailures);
            metrics.gauge("ai_proxy_audit_store_up", audit, kept -> kept.storeUp() ? 1 : 0);
            metrics.gauge("ai_proxy_audit_intact", audit, kept -> kept.intact() ? 1 : 0);
            metrics.gauge("ai_proxy_audit_head_seq", audit, Audit::headSeq);
            metrics.gauge("ai_proxy_audit_head_check", audit, Audit::headCheck);
        }
    }

    boolean accepting() {
        return audit == null || audit.accepting();
    }

    void started() {
        tell("gateway.started", null, Map.of());
    }

    private void tell(String action, @Nullable String target, Map<String, String> details) {
        if (audit != null) {
            audit.append(AuditEvent.of(clock.millis(), action, Actor.GATEWAY, target, details));
        }
    }

    /** A part of the configuration was taken, or not: of the problems the places alone, since what stands there may be a secret. */
    void reloaded(String part, List<ConfigurationProblem> problems) {
        Map<String, String> details = new TreeMap<>();
        if (!problems.isEmpty()) {
            details.put("problems", Integer.toString(problems.size()));
            details.put(
                    "places",
                    String.join(
                            ", ",
                            problems.stream()
                                    .limit(MOST_PLACES)
                                    .map(problem -> problem.file() + ":" + problem.line() + " " + problem.path())
                                    .toList()));
        }
        tell(problems.isEmpty() ? "configuration.reloaded" : "configuration.refused", "configuration:" + part, details);
    }

    @Override
    public void close() {
        if (audit != null) {
            tell("gateway.stopped", null, Map.of());
            audit.close();
        }
    }
}
