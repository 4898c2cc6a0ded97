package dev.serai.auth;

import dev.serai.allowances.Allowance;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, and what they may. There is always one: nobody is told by no caller at all. Immutable.
 *
 * @param id of the key, public: what logs and books know the caller by
 * @param name of the key
 * @param owner whose key it is, as whoever made it wrote; null where that is not told
 * @param team of the owner, or null
 * @param roles what the caller may do to the gateway itself
 * @param permissions what the caller may do beyond calling models: {@link #NATIVE_ALL}
 * @param models that may be called, by the names that clients use
 * @param providers that may be called, by their names in the mapping
 * @param allowance what it may use up
 * @param teamAllowance what its team may use up, all keys of the team together
 * @param auditContent whether what it asks and is answered is kept with the audit
 */
public record Caller(
        String id,
        String name,
        @Nullable String owner,
        @Nullable String team,
        Set<Role> roles,
        Set<String> permissions,
        Globs models,
        Globs providers,
        Allowance allowance,
        Allowance teamAllowance,
        boolean auditContent) {
    /** The name of the variable that carries it. */
    public static final String VARIABLE = "caller";

    /** Native paths that are no model calls may be called, management among them. */
    public static final String NATIVE_ALL = "native:all";

    /** Whoever it is, while nobody is asked: authentication is off, or an application's own business. */
    public static final Caller ANYONE =
            new Caller("anyone", "anyone", null, null, Set.of(), Set.of(NATIVE_ALL), Globs.ALL, Globs.ALL);

    /** One that may use up what it wants, and of whom no text is kept. */
    public Caller(
            String id,
            String name,
            @Nullable String owner,
            @Nullable String team,
            Set<Role> roles,
            Set<String> permissions,
            Globs models,
            Globs providers) {
        this(
                id,
                name,
                owner,
                team,
                roles,
                permissions,
                models,
                providers,
                Allowance.UNLIMITED,
                Allowance.UNLIMITED,
                false);
    }

    public Caller {
        roles = Set.copyOf(roles);
        permissions = Set.copyOf(permissions);
    }

    /** The same whose team may use up so much. */
    Caller ofTeamWith(Allowance ofTeam) {
        return new Caller(
                id, name, owner, team, roles, permissions, models, providers, allowance, ofTeam, auditContent);
    }

    /** The same that may use up so much. */
    Caller allowed(Allowance own) {
        return new Caller(
                id, name, owner, team, roles, permissions, models, providers, own, teamAllowance, auditContent);
    }

    /** The same for what the gateway itself asks in its name: any model, of any provider. */
    public Caller unrestricted() {
        if (models.all() && providers.all()) {
            return this;
        }
        return new Caller(
                id,
                name,
                owner,
                team,
                roles,
                permissions,
                Globs.ALL,
                Globs.ALL,
                allowance,
                teamAllowance,
                auditContent);
    }

    /** The same with other roles and rights. */
    Caller with(Set<Role> others, Rights rights) {
        return new Caller(
                id,
                name,
                owner,
                team,
                others,
                rights.permissions(),
                rights.models(),
                rights.providers(),
                rights.allowance(),
                teamAllowance,
                auditContent);
    }

    /** The same of whom texts are kept, or not. */
    Caller recorded(boolean kept) {
        return new Caller(id, name, owner, team, roles, permissions, models, providers, allowance, teamAllowance, kept);
    }

    public boolean may(String permission) {
        return permissions.contains(permission);
    }

    /** What a log may say of it. */
    @Override
    public String toString() {
        return id;
    }
}
