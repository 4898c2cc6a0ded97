package dev.serai.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.allowances.Allowance;
import dev.serai.allowances.AllowanceJson;
import dev.serai.store.Statements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A row of {@code api_keys}. Stateless. */
final class KeyRow {
    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};
    private static final TypeReference<Map<String, String>> PAIRS = new TypeReference<>() {};
    private static final String COLUMNS =
            "id, name, owner, team, pepper_version, secret_hash, enabled, roles, permissions,"
                    + " models, providers, ip_ranges, metadata, created_at, expires_at, rotated_to,"
                    + " limits, budgets, default_max_tokens, audit_content, made_by";
    private static final String INSERT = "INSERT INTO api_keys (" + COLUMNS
            + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final int COUNT = COLUMNS.split(",").length;
    private static final String UPDATE = "UPDATE api_keys SET " + COLUMNS.replace(",", " = ?,") + " = ? WHERE id = ?";
    private static final String SELECT = "SELECT k.*, t.limits AS team_limits, t.budgets AS team_budgets"
            + " FROM api_keys k LEFT JOIN teams t ON t.name = k.team";
    private static final String FIND = SELECT + " WHERE k.id = ?";
    private static final String ALL = SELECT + " ORDER BY k.created_at, k.id";

    private KeyRow() {}

    static void insert(Statements statements, ApiKey key) throws SQLException {
        statements.update(INSERT, values(key));
    }

    /** Writes what has changed of a key over what was there; its second factor is changed elsewhere. */
    static void update(Statements statements, ApiKey key) throws SQLException {
        @Nullable Object[] values = Arrays.copyOf(values(key), COUNT + 1);
        values[COUNT] = key.id();
        statements.update(UPDATE, values);
    }

    private static @Nullable Object[] values(ApiKey key) {
        Caller caller = key.caller();
        return new @Nullable Object[] {
            key.id(),
            caller.name(),
            caller.owner(),
            caller.team(),
            key.hash().pepperVersion(),
            key.hash().hash(),
            key.enabled(),
            json(caller.roles().stream().map(Role::text).sorted().toList()),
            json(new TreeSet<>(caller.permissions())),
            json(caller.models().patterns()),
            json(caller.providers().patterns()),
            json(key.addresses().stream().map(IpRange::toString).toList()),
            text(new TreeMap<>(key.metadata())),
            key.createdAt().toEpochMilli(),
            key.expiresAt() == null ? null : key.expiresAt().toEpochMilli(),
            key.rotatedTo(),
            AllowanceJson.of(caller.allowance().limits()),
            AllowanceJson.of(caller.allowance().budgets()),
            caller.allowance().defaultMaxTokens(),
            caller.auditContent(),
            key.madeBy()
        };
    }

    /** Those after a place in the order, the oldest first. */
    static List<ApiKey> page(Statements statements, KeyPage.Filter filter, KeyPage.@Nullable Place after, int most)
            throws SQLException {
        StringBuilder sql = new StringBuilder(SELECT + " WHERE 1 = 1");
        List<@Nullable Object> values = new ArrayList<>();
        if (after != null) {
            sql.append(" AND (k.created_at > ? OR (k.created_at = ? AND k.id > ?))");
            values.addAll(List.of(after.createdAt(), after.createdAt(), after.id()));
        }
        where(sql, values, "team", filter.team());
        where(sql, values, "owner", filter.owner());
        where(sql, values, "name", filter.name());
        where(sql, values, "made_by", filter.madeBy());
        where(sql, values, "enabled", filter.enabled());
        values.add(most);
        return statements.query(
                sql.append(" ORDER BY k.created_at, k.id LIMIT ?").toString(), KeyRow::read, values.toArray());
    }

    /** The column is one of ours, the value is bound. */
    private static void where(StringBuilder sql, List<@Nullable Object> values, String column, @Nullable Object value) {
        if (value != null) {
            sql.append(" AND k.").append(column).append(" = ?");
            values.add(value);
        }
    }

    static boolean anyAdmin(Statements statements) throws SQLException {
        return statements
                .one(
                        "SELECT 1 FROM api_keys WHERE enabled = ? AND roles LIKE ? LIMIT 1",
                        row -> row.getInt(1),
                        true,
                        "%\"admin\"%")
                .isPresent();
    }

    static Optional<ApiKey> find(Statements statements, String id) throws SQLException {
        return statements.one(FIND, KeyRow::read, id);
    }

    static List<ApiKey> ofOwners(Statements statements, List<String> owners) throws SQLException {
        if (owners.isEmpty()) {
            return List.of();
        }
        String sql =
                SELECT + " WHERE k.owner IN (" + Statements.places(owners.size()) + ") ORDER BY k.created_at, k.id";
        return statements.query(sql, KeyRow::read, owners.toArray());
    }

    static List<ApiKey> madeBy(Statements statements, String id) throws SQLException {
        return statements.query(SELECT + " WHERE k.made_by = ?", KeyRow::read, id);
    }

    /** How many of these have not expired. */
    static int livingMadeBy(Statements statements, String id, Instant now) throws SQLException {
        return statements
                .one(
                        "SELECT COUNT(*) FROM api_keys WHERE made_by = ? AND id <> ? AND (expires_at IS NULL OR expires_at > ?)",
                        row -> row.getInt(1),
                        id,
                        id,
                        now.toEpochMilli())
                .orElse(0);
    }

    /** With what its makers leave of it. */
    static Optional<HeldKey> held(Statements statements, String id) throws SQLException {
        List<ApiKey> chain = chain(statements, id);
        return chain.isEmpty() ? Optional.empty() : Optional.of(HeldKey.of(chain));
    }

    /** A key, what made it, what made that: by one statement each, since PostgreSQL reads all keys for a recursive one. */
    private static List<ApiKey> chain(Statements statements, String id) throws SQLException {
        List<ApiKey> chain = new ArrayList<>();
        Optional<ApiKey> key = find(statements, id);
        while (key.isPresent() && chain.size() <= HeldKey.MOST_MAKERS) {
            chain.add(key.get());
            String maker = HeldKey.maker(key.get());
            key = maker == null ? Optional.empty() : find(statements, maker);
        }
        return chain;
    }

    static List<HeldKey> held(Statements statements, List<ApiKey> keys) throws SQLException {
        List<HeldKey> held = new ArrayList<>();
        Map<String, List<ApiKey>> chains = new HashMap<>();
        for (ApiKey key : keys) {
            String maker = HeldKey.maker(key);
            List<ApiKey> chain = new ArrayList<>(List.of(key));
            if (maker != null) {
                // Many are of one maker: its chain is read once.
                List<ApiKey> makers = chains.get(maker);
                if (makers == null) {
                    makers = chain(statements, maker);
                    chains.put(maker, makers);
                }
                chain.addAll(makers.subList(0, Math.min(makers.size(), HeldKey.MOST_MAKERS)));
            }
            held.add(HeldKey.of(chain));
        }
        return held;
    }

    static List<ApiKey> all(Statements statements) throws SQLException {
        return statements.query(ALL, KeyRow::read);
    }

    static boolean none(Statements statements) throws SQLException {
        return statements
                .one("SELECT 1 FROM api_keys LIMIT 1", row -> row.getInt(1))
                .isEmpty();
    }

    private static ApiKey read(ResultSet row) throws SQLException {
        Caller caller = new Caller(
                row.getString("id"),
                row.getString("name"),
                row.getString("owner"),
                row.getString("team"),
                texts(row, "roles").stream()
                        .map(Role::of)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toUnmodifiableSet()),
                new TreeSet<>(texts(row, "permissions")),
                new Globs(texts(row, "models")),
                new Globs(texts(row, "providers")),
                allowance(row),
                ofTeam(row),
                row.getBoolean("audit_content"));
        return new ApiKey(
                caller,
                new KeyHash(row.getInt("pepper_version"), row.getString("secret_hash")),
                row.getBoolean("enabled"),
                addresses(row),
                pairs(row, "metadata"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                instant(row, "expires_at"),
                row.getString("rotated_to"),
                row.getString("made_by"),
                row.getString("second_factor"));
    }

    private static Allowance allowance(ResultSet row) throws SQLException {
        int maxTokens = row.getInt("default_max_tokens");
        Integer defaultMaxTokens = row.wasNull() ? null : maxTokens;
        return allowance(row.getString("limits"), row.getString("budgets"), defaultMaxTokens);
    }

    /** A team of which nobody has said anything has no row. */
    private static Allowance ofTeam(ResultSet row) throws SQLException {
        String limits = row.getString("team_limits");
        return limits == null ? Allowance.UNLIMITED : allowance(limits, row.getString("team_budgets"), null);
    }

    /** What can't be read must not become nothing, which would limit nothing. */
    static Allowance allowance(String limits, String budgets, @Nullable Integer defaultMaxTokens) throws SQLException {
        try {
            return new Allowance(AllowanceJson.limits(limits), AllowanceJson.budgets(budgets), defaultMaxTokens);
        } catch (IllegalArgumentException e) {
            throw new SQLException("limits or budgets can't be read: " + e.getMessage(), e);
        }
    }

    /** A range that can't be read must not become none, which would be everywhere. */
    private static List<IpRange> addresses(ResultSet row) throws SQLException {
        List<IpRange> ranges = texts(row, "ip_ranges").stream()
                .map(IpRange::of)
                .filter(Objects::nonNull)
                .toList();
        if (ranges.size() != texts(row, "ip_ranges").size()) {
            throw new SQLException("ip_ranges of a key can't be read");
        }
        return ranges;
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return read(row.getString(column), TEXTS);
    }

    static Map<String, String> pairs(ResultSet row, String column) throws SQLException {
        return read(row.getString(column), PAIRS);
    }

    private static <T> T read(String json, TypeReference<T> type) throws SQLException {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new SQLException("a column of a key is no JSON", e);
        }
    }

    private static String json(Collection<String> texts) {
        return text(texts);
    }

    static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Texts can always be written", e);
        }
    }
}
