package dev.serai.admin;

import dev.serai.allowances.Allowance;
import dev.serai.auth.ApiKey;
import dev.serai.auth.Caller;
import dev.serai.auth.Globs;
import dev.serai.auth.IpRange;
import dev.serai.auth.NewKey;
import dev.serai.auth.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants a key to be, read from the fields that they sent. Every field is checked, and none is passed over. Pure
 * functions.
 */
final class KeyFields {
    private static final int LONGEST_RANGE = 50;
    private static final int LONGEST_WORD = 64;
    private static final int MOST_PERMISSIONS = 16;
    private static final List<String> ALL = List.of("*");
    private static final String MODELS = "models";
    private static final String PROVIDERS = "providers";
    private static final String IP_RANGES = "ip_ranges";
    static final String METADATA = "metadata";
    static final String MADE_BY = "made_by";
    static final String AUDIT_CONTENT = "audit_content";
    private static final String EXPIRES_AT = "expires_at";
    private static final Set<String> KNOWN = Set.of(
            "name",
            "owner",
            "team",
            "roles",
            "permissions",
            MODELS,
            PROVIDERS,
            IP_RANGES,
            METADATA,
            EXPIRES_AT,
            AUDIT_CONTENT,
            AllowanceFields.LIMITS,
            AllowanceFields.BUDGETS,
            AllowanceFields.MAX_TOKENS);

    private static final Set<String> OF_CHANGE =
            Stream.concat(KNOWN.stream(), Stream.of(MADE_BY)).collect(Collectors.toUnmodifiableSet());

    private KeyFields() {}

    static NewKey created(Fields fields, Instant now) {
        fields.allow(KNOWN);
        return new NewKey(
                fields.requiredLine("name", NewKey.LONGEST_NAME),
                fields.line("owner", NewKey.LONGEST_NAME),
                fields.line("team", NewKey.LONGEST_NAME),
                roles(fields),
                permissions(fields),
                globs(fields, MODELS),
                globs(fields, PROVIDERS),
                addresses(fields),
                metadata(fields),
                expires(fields, now),
                AllowanceFields.read(fields, Allowance.UNLIMITED),
                fields.flag(AUDIT_CONTENT));
    }

    /** Of whoever answers for a key that is taken over. */
    private static @Nullable String maker(ApiKey old, Fields fields, String changer) {
        if (!fields.has(MADE_BY)) {
            return old.madeBy();
        }
        if (!fields.isNull(MADE_BY)) {
            throw fields.invalid(
                    "invalid_value", MADE_BY, "With null whoever asks takes the key over; it is given to nobody else");
        }
        return changer;
    }

    /** A key with the fields that were sent; a null takes a field back to what it is where nobody says anything. */
    static ApiKey changed(ApiKey old, Fields fields, String changer, Instant now) {
        fields.allow(OF_CHANGE);
        Caller was = old.caller();
        Caller caller = new Caller(
                was.id(),
                fields.has("name") ? fields.requiredLine("name", NewKey.LONGEST_NAME) : was.name(),
                fields.has("owner") ? fields.line("owner", NewKey.LONGEST_NAME) : was.owner(),
                fields.has("team") ? fields.line("team", NewKey.LONGEST_NAME) : was.team(),
                fields.has("roles") ? roles(fields) : was.roles(),
                fields.has("permissions") ? permissions(fields) : was.permissions(),
                fields.has(MODELS) ? globs(fields, MODELS) : was.models(),
                fields.has(PROVIDERS) ? globs(fields, PROVIDERS) : was.providers(),
                AllowanceFields.read(fields, was.allowance()),
                was.teamAllowance(),
                fields.has(AUDIT_CONTENT) ? fields.flag(AUDIT_CONTENT) : was.auditContent());
        return new ApiKey(
                caller,
                old.hash(),
                old.enabled(),
                fields.has(IP_RANGES) ? addresses(fields) : old.addresses(),
                fields.has(METADATA) ? metadata(fields) : old.metadata(),
                old.createdAt(),
                fields.has(EXPIRES_AT) ? expires(fields, now) : old.expiresAt(),
                old.rotatedTo(),
                maker(old, fields, changer),
                old.secondFactor());
    }

    static Map<String, String> metadata(Fields fields) {
        return fields.pairs(METADATA, NewKey.MOST_PAIRS, NewKey.LONGEST_PAIR_NAME, NewKey.LONGEST_PAIR_TEXT);
    }

    private static Set<Role> roles(Fields fields) {
        Set<Role> roles = new HashSet<>();
        for (String text : fields.lines("roles", Role.values().length, LONGEST_WORD)) {
            Role role = Role.of(text);
            if (role == null) {
                throw fields.invalid("invalid_value", "roles", "A role is viewer, operator or admin");
            }
            roles.add(role);
        }
        return roles;
    }

    private static Set<String> permissions(Fields fields) {
        Set<String> permissions = new HashSet<>(fields.lines("permissions", MOST_PERMISSIONS, LONGEST_WORD));
        if (!Set.of(Caller.NATIVE_ALL).containsAll(permissions)) {
            throw fields.invalid("invalid_value", "permissions", "The only permission is " + Caller.NATIVE_ALL);
        }
        return permissions;
    }

    /** None at all allow nothing; nothing said allows everything. */
    private static Globs globs(Fields fields, String name) {
        return new Globs(fields.isNull(name) ? ALL : fields.lines(name, NewKey.MOST_PATTERNS, NewKey.LONGEST_PATTERN));
    }

    private static List<IpRange> addresses(Fields fields) {
        List<IpRange> ranges = new ArrayList<>();
        for (String text : fields.lines(IP_RANGES, NewKey.MOST_RANGES, LONGEST_RANGE)) {
            IpRange range = IpRange.of(text);
            if (range == null) {
                throw fields.invalid(
                        "invalid_value", IP_RANGES, "An address or a range of them is wanted, such as 10.0.0.0/8");
            }
            ranges.add(range);
        }
        return ranges;
    }

    private static @Nullable Instant expires(Fields fields, Instant now) {
        Instant moment = fields.moment(EXPIRES_AT);
        if (moment != null && !moment.isAfter(now)) {
            throw fields.invalid("invalid_value", EXPIRES_AT, "The moment has passed");
        }
        return moment;
    }
}
