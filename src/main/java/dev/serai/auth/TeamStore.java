package dev.serai.auth;

import dev.serai.allowances.Allowance;
import dev.serai.allowances.AllowanceJson;
import dev.serai.audit.Actor;
import dev.serai.audit.AuditEvent;
import dev.serai.audit.AuditTrail;
import dev.serai.store.Statements;
import dev.serai.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is said of teams. A change reaches every replica as one of keys does: it is one of all keys of the team. Blocks, for as
 * long as the store lets it. Thread-safe.
 */
public final class TeamStore {
    private static final String COLUMNS = "name, limits, budgets, metadata, created_at";
    private static final String FIND = "SELECT " + COLUMNS + " FROM teams WHERE name = ?";
    private static final String ALL = "SELECT " + COLUMNS + " FROM teams ORDER BY name";
    private static final String INSERT = "INSERT INTO teams (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?)";
    private static final String UPDATE = "UPDATE teams SET limits = ?, budgets = ?, metadata = ? WHERE name = ?";

    private final Store store;
    private final KeyChanges changes;
    private final AuditTrail trail;
    private final Clock clock;

    TeamStore(Store store, KeyChanges changes, AuditTrail trail, Clock clock) {
        this.store = store;
        this.changes = changes;
        this.trail = trail;
        this.clock = clock;
    }

    /** Says what holds for a team from now on, in place of what was said before. */
    public Team set(String name, Allowance allowance, Map<String, String> metadata, Actor actor) {
        return set(name, allowance, metadata, actor, team -> {});
    }

    /** @param check sees what was said before, or null, and throws where it must stay */
    public Team set(
            String name,
            Allowance allowance,
            Map<String, String> metadata,
            Actor actor,
            Consumer<@Nullable Team> check) {
        return store.write(statements -> {
            changes.teamChanged(statements, name);
            Optional<Team> before = statements.one(FIND, TeamStore::read, name);
            check.accept(before.orElse(null));
            Instant created = before.map(Team::createdAt).orElse(Instant.ofEpochMilli(clock.millis()));
            String limits = AllowanceJson.of(allowance.limits());
            String budgets = AllowanceJson.of(allowance.budgets());
            String pairs = KeyRow.text(new TreeMap<>(metadata));
            if (before.isPresent()) {
                statements.update(UPDATE, limits, budgets, pairs, name);
            } else {
                statements.update(INSERT, name, limits, budgets, pairs, created.toEpochMilli());
            }
            audit(statements, actor, "team.changed", name, allowance);
            return new Team(name, allowance, metadata, created);
        });
    }

    public Optional<Team> find(String name) {
        return store.read(statements -> statements.one(FIND, TeamStore::read, name));
    }

    /** All of which something was said, by their names. */
    public List<Team> list() {
        return store.read(statements -> statements.query(ALL, TeamStore::read));
    }

    /** Takes back what was said of a team; its keys stay as they are. Whether there was anything. */
    public boolean delete(String name, Actor actor) {
        return delete(name, actor, team -> {});
    }

    /** @param check sees what was said before, and throws where it must stay */
    public boolean delete(String name, Actor actor, Consumer<@Nullable Team> check) {
        return store.write(statements -> {
            if (statements.one(FIND, TeamStore::read, name).isEmpty()) {
                return false;
            }
            changes.teamChanged(statements, name);
            Optional<Team> before = statements.one(FIND, TeamStore::read, name);
            before.ifPresent(check::accept);
            boolean there = statements.update("DELETE FROM teams WHERE name = ?", name) > 0;
            if (there) {
                audit(statements, actor, "team.deleted", name, Allowance.UNLIMITED);
            }
            return there;
        });
    }

    private void audit(Statements statements, Actor actor, String action, String name, Allowance allowance)
            throws SQLException {
        Map<String, String> facts = new TreeMap<>();
        KeyAudit.allowance(facts, allowance);
        trail.record(statements, AuditEvent.of(clock.millis(), action, actor, "team:" + name, facts));
    }

    /** What a team may use up; as much as it wants, if nobody has said anything. */
    static Allowance allowance(Statements statements, @Nullable String team) throws SQLException {
        return team == null
                ? Allowance.UNLIMITED
                : statements
                        .one(FIND, TeamStore::read, team)
                        .map(Team::allowance)
                        .orElse(Allowance.UNLIMITED);
    }

    private static Team read(ResultSet row) throws SQLException {
        return new Team(
                row.getString("name"),
                KeyRow.allowance(row.getString("limits"), row.getString("budgets"), null),
                KeyRow.pairs(row, "metadata"),
                Instant.ofEpochMilli(row.getLong("created_at")));
    }
}
