package dev.serai;

import dev.serai.Options.UsageException;
import dev.serai.admin.Fields;
import dev.serai.auth.Caller;
import dev.serai.auth.Globs;
import dev.serai.auth.IpRange;
import dev.serai.auth.NewKey;
import dev.serai.auth.Role;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A key that is to be made, from the options of a command line. Stateless. */
final class KeyOptions {
    private static final List<String> ALL = List.of("*");
    private static final String CONTENT = "audit-content";
    private static final Set<String> OWN = Set.of(
            "name",
            "owner",
            "team",
            "models",
            "providers",
            "permissions",
            "roles",
            "expires",
            "ip",
            "metadata",
            CONTENT);

    /** What may be said of the limits of a key. */
    static final Set<String> OF_LIMITS = Stream.concat(
                    AllowanceOptions.NAMES.stream(), Stream.of(AllowanceOptions.MAX_TOKENS))
            .collect(Collectors.toUnmodifiableSet());

    /** What may be said of a key. */
    static final Set<String> NAMES =
            Stream.concat(OWN.stream(), OF_LIMITS.stream()).collect(Collectors.toUnmodifiableSet());

    private KeyOptions() {}

    static NewKey wanted(Options options, Clock clock) throws UsageException {
        String name = options.text("name");
        if (name == null) {
            throw new UsageException("a key needs a --name");
        }
        return new NewKey(
                name,
                options.text("owner"),
                options.text("team"),
                roles(options),
                permissions(options),
                globs(options, "models"),
                globs(options, "providers"),
                addresses(options),
                options.pairs("metadata"),
                expires(options.value("expires"), clock),
                AllowanceOptions.of(options),
                options.flag(CONTENT));
    }

    private static Set<Role> roles(Options options) throws UsageException {
        Set<Role> roles = new HashSet<>();
        for (String text : options.list("roles", List.of())) {
            Role role = Role.of(text);
            if (role == null) {
                throw new UsageException("\"" + text + "\" is none of the roles viewer, operator, admin");
            }
            roles.add(role);
        }
        return roles;
    }

    private static Set<String> permissions(Options options) throws UsageException {
        Set<String> permissions = new HashSet<>(options.list("permissions", List.of()));
        for (String permission : permissions) {
            if (!permission.equals(Caller.NATIVE_ALL)) {
                throw new UsageException("\"" + permission + "\" is no permission; there is " + Caller.NATIVE_ALL);
            }
        }
        return permissions;
    }

    /** None at all allow nothing; nothing said allows everything. */
    private static Globs globs(Options options, String name) throws UsageException {
        List<String> patterns = atMost(name, options.list(name, ALL), NewKey.MOST_PATTERNS);
        for (String pattern : patterns) {
            if (pattern.length() > NewKey.LONGEST_PATTERN || !Fields.isLine(pattern)) {
                throw new UsageException(
                        "a name of --" + name + " is a line of at most " + NewKey.LONGEST_PATTERN + " characters");
            }
        }
        return new Globs(patterns);
    }

    private static List<String> atMost(String name, List<String> list, int most) throws UsageException {
        if (list.size() > most) {
            throw new UsageException("--" + name + " has more than " + most);
        }
        return list;
    }

    private static List<IpRange> addresses(Options options) throws UsageException {
        List<IpRange> ranges = new ArrayList<>();
        for (String text : atMost("ip", options.listOfSome("ip"), NewKey.MOST_RANGES)) {
            IpRange range = IpRange.of(text);
            if (range == null) {
                throw new UsageException("\"" + text + "\" is no address and no range of them, such as 10.0.0.0/8");
            }
            ranges.add(range);
        }
        return ranges;
    }

    private static @Nullable Instant expires(@Nullable String text, Clock clock) throws UsageException {
        if (text == null) {
            return null;
        }
        Instant instant = Moments.instant(text, clock);
        if (instant == null || !instant.isAfter(clock.instant())) {
            throw new UsageException("--expires is a time from now, such as 90d, or a day to come, such as 2027-01-31");
        }
        return instant;
    }
}
