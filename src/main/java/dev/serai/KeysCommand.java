package dev.serai;

import dev.serai.Options.UsageException;
import dev.serai.audit.Actor;
import dev.serai.auth.ApiKey;
import dev.serai.auth.Caller;
import dev.serai.auth.Globs;
import dev.serai.auth.IpRange;
import dev.serai.auth.KeyStore;
import dev.serai.auth.MintedKey;
import dev.serai.auth.NewKey;
import dev.serai.auth.Role;
import dev.serai.auth.StoredKeys;
import dev.serai.config.Settings;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code serai keys …}: keys from the command line of whoever has the store. A key's text goes to the standard output, alone;
 * what is to be said of it to the other.
 */
final class KeysCommand {
    /** {@code EX_USAGE} of sysexits.h. */
    static final int USAGE = 64;

    private static final String HELP = """
            serai keys create --name NAME [--owner WHO] [--team TEAM] [--models gpt-4o*,claude-*] [--providers openai,bedrock]
                              [--permissions native:all] [--roles viewer|operator|admin] [--expires 90d|2027-01-31]
                              [--ip 10.0.0.0/8,…] [--metadata name=value,…]
            serai keys list
            serai keys rotate ID [--overlap 24h]
            serai keys disable ID
            serai keys enable ID
            serai keys delete ID""";

    private static final Set<String> OF_CREATE =
            Set.of("name", "owner", "team", "models", "providers", "permissions", "roles", "expires", "ip", "metadata");
    private static final Duration OVERLAP = Duration.ofHours(24);
    private static final int LONGEST_NAME = 100;
    private static final List<String> ALL = List.of("*");

    private final Settings settings;
    private final Clock clock;
    private final PrintStream out;
    private final PrintStream err;

    KeysCommand(Settings settings, Clock clock, PrintStream out, PrintStream err) {
        this.settings = settings;
        this.clock = clock;
        this.out = out;
        this.err = err;
    }

    /** Does it, and gives the exit code. */
    int run(List<String> arguments) {
        try {
            String verb = arguments.isEmpty() ? "" : arguments.get(0);
            List<String> rest = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
            return switch (verb) {
                case "create" -> create(Options.read(rest, OF_CREATE));
                case "list" -> list(Options.read(rest, Set.of()));
                case "rotate" -> rotate(Options.read(rest, Set.of("overlap")));
                case "disable" -> change(rest, "disabled", (keys, id) -> keys.enable(id, false, Actor.commandLine()));
                case "enable" -> change(rest, "enabled", (keys, id) -> keys.enable(id, true, Actor.commandLine()));
                case "delete" -> change(rest, "deleted", (keys, id) -> keys.delete(id, Actor.commandLine()));
                default -> throw new UsageException(verb.isEmpty() ? "what with the keys?" : "there is no " + verb);
            };
        } catch (UsageException e) {
            err.println("serai keys: " + e.getMessage());
            err.println(HELP);
            return USAGE;
        }
    }

    private int create(Options options) throws UsageException {
        words(options, 0);
        NewKey wanted = wanted(options);
        try (StoredKeys stored = open()) {
            show(stored.keys().create(wanted, Actor.commandLine()));
        }
        return 0;
    }

    private NewKey wanted(Options options) throws UsageException {
        String name = text(options, "name");
        if (name == null) {
            throw new UsageException("a key needs a --name");
        }
        return new NewKey(
                name,
                text(options, "owner"),
                text(options, "team"),
                roles(options),
                permissions(options),
                new Globs(options.list("models", ALL)),
                new Globs(options.list("providers", ALL)),
                addresses(options),
                metadata(options),
                expires(options.value("expires")));
    }

    private int list(Options options) throws UsageException {
        words(options, 0);
        try (StoredKeys stored = open()) {
            List<ApiKey> keys = stored.keys().list();
            out.printf("%-14s%-20s%-16s%-10s%-22s%s%n", "id", "name", "team", "state", "expires", "models");
            Instant now = clock.instant();
            for (ApiKey key : keys) {
                Caller caller = key.caller();
                out.printf(
                        "%-14s%-20s%-16s%-10s%-22s%s%n",
                        key.id(),
                        caller.name(),
                        caller.team() == null ? "-" : caller.team(),
                        state(key, now),
                        key.expiresAt() == null ? "-" : key.expiresAt(),
                        String.join(",", caller.models().patterns()));
            }
        }
        return 0;
    }

    private static String state(ApiKey key, Instant now) {
        if (!key.enabled()) {
            return "disabled";
        }
        if (key.expired(now)) {
            return "expired";
        }
        return key.rotatedTo() == null ? "good" : "rotated";
    }

    private int rotate(Options options) throws UsageException {
        String id = words(options, 1).get(0);
        String overlap = options.value("overlap");
        Duration both = overlap == null ? OVERLAP : duration(overlap);
        if (both == null) {
            throw new UsageException("--overlap is a time, such as 24h or 7d");
        }
        try (StoredKeys stored = open()) {
            MintedKey minted =
                    stored.keys().rotate(id, both, Actor.commandLine()).orElse(null);
            if (minted == null) {
                return none(id);
            }
            show(minted);
            err.println(
                    "The old one, " + id + ", is good until " + clock.instant().plus(both) + " at the most.");
        }
        return 0;
    }

    private interface Change {
        boolean of(KeyStore keys, String id);
    }

    private int change(List<String> arguments, String done, Change change) throws UsageException {
        String id = words(Options.read(arguments, Set.of()), 1).get(0);
        try (StoredKeys stored = open()) {
            if (!change.of(stored.keys(), id)) {
                return none(id);
            }
        }
        err.println("The key " + id + " is " + done + "; every gateway knows within 5 seconds.");
        return 0;
    }

    private int none(String id) {
        err.println("There is no key " + id + "; serai keys list shows those that there are.");
        return 1;
    }

    private void show(MintedKey minted) {
        err.println("The key " + minted.key().id() + " of "
                + minted.key().caller().name() + ". It is shown this once: the store has a hash of it alone.");
        out.println(minted.text().text());
    }

    private StoredKeys open() throws UsageException {
        StoredKeys.check(settings);
        StartupRules.refuse(settings.problems());
        StoredKeys stored = StoredKeys.open(settings, clock);
        if (stored == null) {
            throw new UsageException("with DATABASE_URL=none there are no keys but those of the environment");
        }
        stored.store().prepare();
        return stored;
    }

    private static List<String> words(Options options, int count) throws UsageException {
        if (options.words().size() != count) {
            throw new UsageException(count == 0 ? "a word too many" : "which key? Its id is wanted, and nothing else");
        }
        return options.words();
    }

    private static @Nullable String text(Options options, String name) throws UsageException {
        String value = options.value(name);
        if (value == null) {
            return null;
        }
        if (value.isBlank() || value.length() > LONGEST_NAME || value.chars().anyMatch(Character::isISOControl)) {
            throw new UsageException("--" + name + " is a line of at most " + LONGEST_NAME + " characters");
        }
        return value.strip();
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

    private static List<IpRange> addresses(Options options) throws UsageException {
        List<IpRange> ranges = new ArrayList<>();
        for (String text : options.list("ip", List.of())) {
            IpRange range = IpRange.of(text);
            if (range == null) {
                throw new UsageException("\"" + text + "\" is no address and no range of them, such as 10.0.0.0/8");
            }
            ranges.add(range);
        }
        return ranges;
    }

    private static Map<String, String> metadata(Options options) throws UsageException {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : options.list("metadata", List.of())) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new UsageException("--metadata is name=value,name=value");
            }
            pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return pairs;
    }

    private @Nullable Instant expires(@Nullable String text) throws UsageException {
        if (text == null) {
            return null;
        }
        Instant instant = Moments.instant(text, clock);
        if (instant == null || !instant.isAfter(clock.instant())) {
            throw new UsageException("--expires is a time from now, such as 90d, or a day to come, such as 2027-01-31");
        }
        return instant;
    }

    private static @Nullable Duration duration(String text) {
        return Moments.duration(text);
    }
}
