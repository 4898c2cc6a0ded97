package dev.serai.auth;

import dev.serai.allowances.Allowance;
import dev.serai.auth.tokens.TokenRefusedException;
import dev.serai.config.Settings;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the claims of a proved token make of its sender, by the variables {@code JWT_…_CLAIM}. What a variable gives to a claim is
 * the claim's alone to grant: where the token lacks it, nothing is granted. Immutable.
 */
final class JwtClaims {
    /** In roles that are not the gateway's alone, only those that say so are meant: an admin of a realm is none of ours. */
    private static final String OURS = "serai-";

    private static final ClaimPath SUBJECT = new ClaimPath("sub");
    private static final Set<String> PERMISSIONS = Set.of(Caller.NATIVE_ALL);

    private final ClaimPath name;
    private final ClaimPath owner;
    private final ClaimPath team;
    private final ClaimPath roles;
    private final boolean rolesAreOurs;
    private final Optional<ClaimPath> permissions;
    private final Optional<ClaimPath> models;
    private final Optional<ClaimPath> providers;
    private final JwtAllowance allowance;

    JwtClaims(Settings settings) {
        this.name = new ClaimPath(settings.text("JWT_NAME_CLAIM", "preferred_username"));
        this.owner = new ClaimPath(settings.text("JWT_OWNER_CLAIM", "email"));
        this.team = new ClaimPath(settings.text("JWT_TEAM_CLAIM", "team"));
        this.roles = new ClaimPath(settings.text("JWT_ROLES_CLAIM", "realm_access.roles"));
        this.rolesAreOurs = settings.text("JWT_ROLES_CLAIM").isPresent();
        this.permissions = settings.text("JWT_PERMISSIONS_CLAIM").map(ClaimPath::new);
        this.models = settings.text("JWT_MODELS_CLAIM").map(ClaimPath::new);
        this.providers = settings.text("JWT_PROVIDERS_CLAIM").map(ClaimPath::new);
        this.allowance = new JwtAllowance(settings);
    }

    /** @throws TokenRefusedException if a claim is not what it has to be */
    Caller caller(Map<String, Object> claims) throws TokenRefusedException {
        String subject = SUBJECT.text(claims);
        if (subject == null) {
            throw new TokenRefusedException("The token has no subject");
        }
        String known = Objects.requireNonNullElse(name.text(claims), subject);
        return new Caller(
                "jwt:" + subject,
                known,
                Objects.requireNonNullElse(owner.text(claims), known),
                team(claims),
                roles(claims),
                permissions(claims),
                globs(models, claims),
                globs(providers, claims),
                allowance.of(claims),
                Allowance.UNLIMITED,
                false);
    }

    /** Keycloak writes groups as paths. */
    private @Nullable String team(Map<String, Object> claims) throws TokenRefusedException {
        String found = team.text(claims);
        return found != null && found.length() > 1 && found.startsWith("/") ? found.substring(1) : found;
    }

    private Set<Role> roles(Map<String, Object> claims) throws TokenRefusedException {
        Set<Role> found = EnumSet.noneOf(Role.class);
        for (String text : roles.texts(claims)) {
            Role role = text.startsWith(OURS)
                    ? Role.of(text.substring(OURS.length()))
                    : rolesAreOurs ? Role.of(text) : null;
            if (role != null) {
                found.add(role);
            }
        }
        return found;
    }

    private Set<String> permissions(Map<String, Object> claims) throws TokenRefusedException {
        Set<String> found =
                new HashSet<>(permissions.isPresent() ? permissions.get().texts(claims) : List.of());
        found.retainAll(PERMISSIONS);
        return found;
    }

    private static Globs globs(Optional<ClaimPath> path, Map<String, Object> claims) throws TokenRefusedException {
        return path.isPresent() ? new Globs(path.get().texts(claims)) : Globs.ALL;
    }
}
