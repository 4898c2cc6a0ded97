package dev.serai;

import dev.serai.Options.UsageException;
import dev.serai.allowances.Allowance;
import dev.serai.allowances.AllowanceJson;
import dev.serai.audit.Actor;
import dev.serai.auth.ApiKey;
import dev.serai.auth.Caller;
import dev.serai.auth.HeldKey;
import dev.serai.auth.KeyDeletion;
import dev.serai.auth.KeyStore;
import dev.serai.auth.MintedKey;
import dev.serai.auth.NewKey;
import dev.serai.auth.StoredKeys;
import dev.serai.config.Settings;
import dev.serai.errors.GatewayException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

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
                              [--ip 10.0.0.0/8,…] [--metadata name=value,…] [--default-max-tokens N] [--audit-content true] [LIMITS]
            serai keys list
            serai keys limit ID [--default-max-tokens N] [LIMITS]
            serai keys rotate ID [--overlap 24h]
            serai keys disable ID
            serai keys enable ID
            serai keys adopt ID | --made-by ID         it no longer hangs on the key that made it; nor does all that this one made
            serai keys delete ID [--with-made true]    not with keys that it made, which stop with it, unless they are to
            serai keys keep-content ID                 prompts and answers are kept with the audit from now on
            serai keys drop-content ID                 and no longer
            LIMITS, in place of all that held before:
            """ + AllowanceOptions.HELP;

    private static final Duration OVERLAP = Duration.ofHours(24);
    private static final String AN_ID = "which key? Its id";
    private static final String MADE_BY = "made-by";
    private static final String WITH_MADE = "with-made";

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
                case "create" -> create(Options.read(rest, KeyOptions.NAMES, AllowanceOptions.REPEATABLE));
                case "limit" -> limit(Options.read(rest, KeyOptions.OF_LIMITS, AllowanceOptions.REPEATABLE));
                case "list" -> list(Options.read(rest, Set.of()));
                case "rotate" -> rotate(Options.read(rest, Set.of("overlap")));
                case "disable" -> disable(rest);
                case "enable" -> change(rest, "enabled", (keys, id) -> keys.enable(id, true, Actor.commandLine()));
                case "adopt" -> adopt(Options.read(rest, Set.of(MADE_BY)));
                case "keep-content" ->
                    change(
                            rest,
                            "one whose prompts and answers are kept",
                            (keys, id) -> keys.keepContent(id, true, Actor.commandLine()));
                case "drop-content" ->
                    change(
                            rest,
                            "one whose texts are not kept",
                            (keys, id) -> keys.keepContent(id, false, Actor.commandLine()));
                case "delete" -> delete(Options.read(rest, Set.of(WITH_MADE)));
                default -> throw new UsageException(verb.isEmpty() ? "what with the keys?" : "there is no " + verb);
            };
        } catch (UsageException e) {
            err.println("serai keys: " + e.getMessage());
            err.println(HELP);
            return USAGE;
        }
    }

    private int create(Options options) throws UsageException {
        options.words(0, "");
        NewKey wanted = KeyOptions.wanted(options, clock);
        try (StoredKeys stored = CommandStore.open(settings, clock)) {
            return show(stored.keys().create(wanted, Actor.commandLine()));
        }
    }

    private int limit(Options options) throws UsageException {
        String id = options.words(1, AN_ID).get(0);
        Allowance allowance = AllowanceOptions.of(options);
        try (StoredKeys stored = CommandStore.open(settings, clock)) {
            if (!stored.keys().allow(id, allowance, Actor.commandLine())) {
                return none(id);
            }
        }
        err.println("The key " + id + " has limits " + AllowanceJson.of(allowance.limits()) + " and budgets "
                + AllowanceJson.of(allowance.budgets()) + "; every gateway knows within 5 seconds.");
        return 0;
    }

    private int list(Options options) throws UsageException {
        options.words(0, "");
        try (StoredKeys stored = CommandStore.open(settings, clock)) {
            List<HeldKey> keys = stored.keys().list();
            out.printf("%-14s%-20s%-16s%-10s%-22s%s%n", "id", "name", "team", "state", "expires", "models");
            Instant now = clock.instant();
            for (HeldKey held : keys) {
                ApiKey key = held.kept();
                Caller caller = key.caller();
                out.printf(
                        "%-14s%-20s%-16s%-10s%-22s%s%n",
                        key.id(),
                        caller.name(),
                        caller.team() == null ? "-" : caller.team(),
                        held.state(now),
                        key.expiresAt() == null ? "-" : key.expiresAt(),
                        String.join(",", caller.models().patterns()));
            }
        }
        return 0;
    }

    private int rotate(Options options) throws UsageException {
        String id = options.words(1, AN_ID).get(0);
        String overlap = options.value("overlap");
        Duration both = overlap == null ? OVERLAP : Moments.duration(overlap);
        if (both == null) {
            throw new UsageException("--overlap is a time, such as 24h or 7d");
        }
        if (both.compareTo(KeyStore.LONGEST_OVERLAP) > 0) {
            throw new UsageException("--overlap is at most " + KeyStore.LONGEST_OVERLAP.toDays() + "d");
        }
        try (StoredKeys stored = CommandStore.open(settings, clock)) {
            MintedKey minted =
                    stored.keys().rotate(id, both, Actor.commandLine()).orElse(null);
            if (minted == null) {
                return none(id);
            }
            err.println(
                    "The old one, " + id + ", is good until " + clock.instant().plus(both) + " at the most.");
            return show(minted);
        } catch (GatewayException e) {
            err.println("The key " + id + " is not rotated. " + e.getMessage() + ".");
            return 1;
        }
    }

    private int disable(List<String> arguments) throws UsageException {
        return change(arguments, "disabled", (keys, id) -> {
            boolean there = keys.enable(id, false, Actor.commandLine());
            int made = there ? keys.made(id) : 0;
            if (made > 0) {
                err.println(made + " keys that it made stop with it, until it is enabled again or they are adopted.");
            }
            return there;
        });
    }

    private int adopt(Options options) throws UsageException {
        String maker = options.value(MADE_BY);
        if (maker == null) {
            return change(
                    options.words(1, AN_ID),
                    "free of whoever made it",
                    (keys, id) -> keys.adopt(id, Actor.commandLine()));
        }
        options.words(0, "");
        try (StoredKeys stored = CommandStore.open(settings, clock)) {
            err.println(stored.keys().adoptMadeBy(maker, Actor.commandLine()) + " keys that " + maker
                    + " made hang on nobody any more; every gateway knows within 5 seconds.");
        }
        return 0;
    }

    private int delete(Options options) throws UsageException {
        String id = options.words(1, AN_ID).get(0);
        boolean withMade = options.flag(WITH_MADE);
        try (StoredKeys stored = CommandStore.open(settings, clock)) {
            KeyDeletion done = stored.keys().delete(id, withMade, Actor.commandLine());
            switch (done.outcome()) {
                case HAS_MADE -> {
                    err.println(done.made() + " keys hang on " + id + " and would stop with it: serai keys adopt"
                            + " --made-by " + id + " frees them, --with-made true deletes it nevertheless.");
                    return 1;
                }
                case DELETED -> err.println("The key " + id + " is deleted; every gateway knows within 5 seconds.");
                case DELETED_BEFORE -> err.println("The key " + id + " was deleted before; every gateway knows.");
                case UNKNOWN -> {
                    return none(id);
                }
            }
        }
        return 0;
    }

    private interface Change {
        boolean of(KeyStore keys, String id);
    }

    private int change(List<String> arguments, String done, Change change) throws UsageException {
        String id = Options.read(arguments, Set.of()).words(1, AN_ID).get(0);
        try (StoredKeys stored = CommandStore.open(settings, clock)) {
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

    private int show(MintedKey minted) {
        String id = minted.key().id();
        err.println("The key " + id + " of " + minted.key().caller().name()
                + ". It is shown this once: the store has a hash of it alone.");
        out.println(minted.text().text());
        if (out.checkError()) {
            err.println("It could not be written, and nobody has it: serai keys rotate " + id
                    + " --overlap 0s makes another in its place.");
            return 1;
        }
        return 0;
    }
}
