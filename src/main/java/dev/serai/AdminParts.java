package dev.serai;

import dev.serai.admin.AdminOperation;
import dev.serai.admin.AuditOperations;
import dev.serai.admin.ContentOperations;
import dev.serai.admin.FactorOperations;
import dev.serai.admin.GatewayOperations;
import dev.serai.admin.KeyOperations;
import dev.serai.admin.ReportOperations;
import dev.serai.admin.SessionOperations;
import dev.serai.admin.TeamOperations;
import dev.serai.admin.UserOperations;
import dev.serai.audit.Actor;
import dev.serai.audit.AuditEvent;
import dev.serai.auth.Access;
import dev.serai.auth.AdminAccess;
import dev.serai.auth.KeyAdministration;
import dev.serai.auth.StoredKeys;
import dev.serai.config.ConfigFile;
import dev.serai.config.ConfigFiles;
import dev.serai.config.Settings;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import dev.serai.http.AdminDoor;
import dev.serai.http.AdminStep;
import dev.serai.journal.Background;
import dev.serai.ledger.UsageReports;
import dev.serai.lifetimes.Opened;
import dev.serai.models.ExplainPlan;
import dev.serai.models.ResolveModel;
import dev.serai.store.Store;
import dev.serai.store.StoreException;
import dev.serai.store.StorePart;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the admin API is made of. It has connections to the store of its own, few, so that whatever it is asked keeps nobody else
 * waiting. Made for a gateway with a listener of its own; lives until closed. Thread-safe.
 */
final class AdminParts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdminParts.class);
    private static final long TIDY_FIRST_MILLIS = 1_000;
    private static final long TIDY_MILLIS = TimeUnit.MINUTES.toMillis(10);

    private final Opened opened;
    private final Components parts;
    private final @Nullable StoredKeys stored;
    private final @Nullable KeyAdministration keys;
    private final @Nullable Store reportStore;
    private final @Nullable UsageReports reports;
    private final AdminAccess access;
    private final AdminKeyWatch admins;
    private final Background tidying = new Background("serai-admin-tidying");
    private volatile @Nullable Reload reload;

    private AdminParts(Opened opened, Components parts) {
        this.opened = opened;
        this.parts = parts;
        Settings settings = parts.settings;
        // Whoever can never come in needs no store.
        boolean reachable = Access.enabled(settings) || AdminAccess.bootstrapped(settings);
        this.stored = opened.add(reachable ? StoredKeys.open(settings, StorePart.ADMIN, parts.clock) : null);
        this.keys = stored == null ? null : new KeyAdministration(stored, this::keyChanged);
        this.reportStore =
                opened.add(stored == null ? null : Store.open(stored.store().address(), StorePart.REPORTS, settings));
        this.reports = reportStore == null ? null : new UsageReports(reportStore);
        this.admins = opened.add(new AdminKeyWatch(keys == null ? () -> false : keys::anyAdmin));
        this.access = new AdminAccess(settings, parts.access, admins::any);
        if (stored != null && (parts.access == null || parts.access.sessions() == null)) {
            // Where no key comes in, nobody else does.
            opened.add(tidying).every(TIDY_FIRST_MILLIS, TIDY_MILLIS, this::tidy);
        }
    }

    static AdminParts open(Components parts) {
        return Opened.whole(opened -> new AdminParts(opened, parts));
    }

    /** Notes in the settings what is wrong with them; opens nothing. */
    static void check(Settings settings) {
        AdminAccess.check(settings);
        if (AdminAccess.bootstrapped(settings) && !Access.enabled(settings)) {
            StoredKeys.check(settings);
        }
        Listening.adminAddress(settings);
    }

    AdminDoor door() {
        return new AdminDoor(access, Listening.adminAddress(parts.settings));
    }

    /** From now on the configuration can be loaded anew. */
    void reloadBy(Reload reloading) {
        reload = reloading;
    }

    void bind(Registry registry) {
        KeyOperations ofKeys = new KeyOperations(this::keys, parts.clock);
        step(registry, "list-keys", ofKeys::list);
        step(registry, "create-key", ofKeys::create);
        step(registry, "show-key", ofKeys::show);
        step(registry, "change-key", ofKeys::change);
        step(registry, "delete-key", ofKeys::delete);
        step(registry, "rotate-key", ofKeys::rotate);
        step(registry, "disable-key", ofKeys::disable);
        step(registry, "enable-key", ofKeys::enable);
        TeamOperations ofTeams = new TeamOperations(() -> stored().teams());
        step(registry, "list-teams", ofTeams::list);
        step(registry, "show-team", ofTeams::show);
        step(registry, "set-team", ofTeams::set);
        step(registry, "delete-team", ofTeams::delete);
        UserOperations ofUsers = new UserOperations(() -> stored().users(), this::keyChanged);
        step(registry, "list-users", ofUsers::list);
        step(registry, "show-user", ofUsers::show);
        step(registry, "disable-user", ofUsers::disable);
        FactorOperations ofFactors = new FactorOperations(this::keys, () -> stored().secondFactors());
        step(registry, "show-totp", ofFactors::show);
        step(registry, "enrol-totp", ofFactors::enrol);
        step(registry, "disable-totp", ofFactors::disable);
        step(registry, "renew-backup-codes", ofFactors::renewCodes);
        step(registry, "unlock-totp", ofFactors::unlock);
        SessionOperations ofSessions = new SessionOperations(this::keys, () -> stored().sessions());
        step(registry, "list-sessions", ofSessions::list);
        step(registry, "end-session", ofSessions::end);
        step(registry, "end-sessions", ofSessions::endAll);
        AuditOperations ofAudit = new AuditOperations(this::reportStore, () -> stored().chainKeys());
        step(registry, "list-audit", ofAudit::list);
        step(registry, "audit-head", ofAudit::head);
        step(registry, "verify-audit", ofAudit::verify);
        ContentOperations ofContents = new ContentOperations(this::stored, parts.clock);
        step(registry, "show-content", ofContents::show);
        step(registry, "delete-content", ofContents::delete);
        step(registry, "usage", new ReportOperations(this::reports, parts.clock)::usage);
        gateway(registry);
    }

    private void gateway(Registry registry) {
        ExplainPlan plan =
                new ExplainPlan(new ResolveModel(parts::missing, parts.balancer), parts.balancer, parts.availability);
        GatewayOperations gateway = new GatewayOperations(
                parts::mapping, parts.readiness, plan::explain, this::files, this::reload, parts.clock);
        step(registry, "providers", gateway::providers);
        step(registry, "models", gateway::models);
        step(registry, "routes", gateway::routes);
        step(registry, "configuration", gateway::configuration);
        step(registry, "reload", gateway::reload);
    }

    private static void step(Registry registry, String name, AdminOperation operation) {
        Beans.step(registry, "serai-admin-" + name, new AdminStep(operation));
    }

    private KeyAdministration keys() {
        if (keys == null) {
            throw noStore();
        }
        return keys;
    }

    /** With a schema: whoever asks for a part of it asks the store next. */
    private StoredKeys stored() {
        if (stored == null) {
            throw noStore();
        }
        stored.store().prepare();
        return stored;
    }

    /** Whoever comes in by that key is judged by what it is now, in this process at once. */
    private void keyChanged(String id) {
        Access everybody = parts.access;
        if (everybody != null) {
            everybody.forgetKey(id);
        }
    }

    private Store reportStore() {
        if (reportStore == null) {
            throw noStore();
        }
        return reportStore;
    }

    private UsageReports reports() {
        if (reports == null) {
            throw noStore();
        }
        return reports;
    }

    private static GatewayException noStore() {
        return new GatewayException(new GatewayError.Unavailable(
                "store_unavailable", "This gateway has no store: DATABASE_URL=none", null));
    }

    private List<ConfigFile> files() {
        List<ConfigFile> files = new ArrayList<>(List.of(parts.files.mapping()));
        for (String name : List.of(ConfigFiles.TRANSFORMATIONS, ConfigFiles.CATALOGUE, ConfigFiles.PRICES)) {
            parts.files.find(name).ifPresent(files::add);
        }
        return files;
    }

    /** That somebody asked for it is in the audit before it is done, if there is one. */
    private void reload(Actor actor) {
        if (stored != null) {
            StoredKeys audited = stored();
            audited.store().write(statements -> {
                audited.trail()
                        .record(
                                statements,
                                AuditEvent.of(parts.clock.millis(), "configuration.reload_requested", actor, null));
                return null;
            });
        }
        reload();
    }

    private void reload() {
        Reload reloading = reload;
        if (reloading == null) {
            throw new GatewayException(new GatewayError.Overloaded("The gateway is still starting; try again", 1));
        }
        try {
            reloading.now();
        } catch (TimeoutException e) {
            throw new GatewayException(new GatewayError.Overloaded(
                    "The configuration is still being loaded; GET /admin/v1/configuration tells what came of it", 5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException(new GatewayError.Overloaded("The gateway is stopping", 1));
        }
    }

    private void tidy() {
        try {
            stored().tidy();
        } catch (StoreException e) {
            LOG.debug("what is long over stays in the store for now", e);
        }
    }

    @Override
    public void close() {
        opened.close();
    }
}
