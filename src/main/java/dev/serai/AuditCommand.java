package dev.serai;

import dev.serai.Options.UsageException;
import dev.serai.audit.Actor;
import dev.serai.audit.AuditContents;
import dev.serai.audit.AuditEvent;
import dev.serai.audit.AuditHead;
import dev.serai.audit.AuditReader;
import dev.serai.audit.AuditVerification;
import dev.serai.audit.AuditVerification.ExportedHead;
import dev.serai.audit.AuditVerification.Report;
import dev.serai.auth.StoredKeys;
import dev.serai.config.Settings;
import dev.serai.store.StorePart;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code serai audit …}: what happened, and whether what is said of it is as it was written. */
final class AuditCommand {
    /** The chain is broken. */
    static final int BROKEN = 1;

    private static final String HELP = """
            serai audit verify [--head SEQ:HASH,…]      is every row as it was written, and none missing?
            serai audit head                            where the chain ends now
            serai audit export [--from TIME] [--to TIME]
                                                        rows as lines of JSON
            serai audit forget --key ID                 deletes the prompts and answers that are kept of a key:
                                                        serai keys drop-content ID first, and again when
                                                        the gateways have caught up
            serai audit archive --before TIME --to FILE rows into a file, and out of the store
            TIME is a day (2026-11-01), a moment (2026-11-01T12:00:00Z), or how long ago (90d)""";

    private final Settings settings;
    private final Clock clock;
    private final PrintStream out;
    private final PrintStream err;

    AuditCommand(Settings settings, Clock clock, PrintStream out, PrintStream err) {
        this.settings = settings;
        this.clock = clock;
        this.out = out;
        this.err = err;
    }

    /** Does it, and gives the exit code: 0, 1 where the chain is broken or a file can't be written, 64. */
    int run(List<String> arguments) {
        try {
            String verb = arguments.isEmpty() ? "" : arguments.get(0);
            List<String> rest = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
            return switch (verb) {
                case "verify" -> verify(read(rest, Set.of("head")));
                case "head" -> head(read(rest, Set.of()));
                case "export" -> export(read(rest, Set.of("from", "to")));
                case "forget" -> forget(read(rest, Set.of("key")));
                case "archive" -> archive(read(rest, Set.of("before", "to")));
                default -> throw new UsageException(verb.isEmpty() ? "what with the audit?" : "there is no " + verb);
            };
        } catch (UsageException e) {
            err.println("serai audit: " + e.getMessage());
            err.println(HELP);
            return KeysCommand.USAGE;
        } catch (IOException e) {
            err.println("serai audit: " + e.getMessage());
            return BROKEN;
        }
    }

    private static Options read(List<String> arguments, Set<String> known) throws UsageException {
        Options options = Options.read(arguments, known);
        if (!options.words().isEmpty()) {
            throw new UsageException("a word too many");
        }
        return options;
    }

    private int verify(Options options) throws UsageException {
        List<ExportedHead> heads = new ArrayList<>();
        for (String text : options.listOfSome("head")) {
            ExportedHead head = ExportedHead.of(text);
            if (head == null) {
                throw new UsageException(
                        "\"" + text
                                + "\" is no head: it is SEQ:HASH or HASH, as the log has it, or at least 12 digits of the hash");
            }
            heads.add(head);
        }
        try (StoredKeys stored = open()) {
            Report report = new AuditVerification(stored.chainKeys(), heads).run(stored.store());
            if (report.intact()) {
                out.printf("intact: %d rows, head %s%n", report.rows(), report.head());
                if (heads.isEmpty()) {
                    err.println(
                            "Whoever could cut off the end could also set the head back: give --head with one of the"
                                    + " log's to rule that out.");
                }
                return 0;
            }
            out.printf("BROKEN: %d rows read, head %s%n", report.rows(), report.head());
            report.faults().forEach(fault -> out.println("- " + fault));
            return BROKEN;
        }
    }

    private int head(Options options) throws UsageException {
        try (StoredKeys stored = open()) {
            AuditHead head = stored.store().read(AuditHead::read);
            out.println(head);
            return 0;
        }
    }

    private int export(Options options) throws UsageException {
        String from = options.value("from");
        String to = options.value("to");
        long begin = from == null ? Long.MIN_VALUE : time("from", from);
        long end = to == null ? Long.MAX_VALUE : time("to", to);
        try (StoredKeys stored = open()) {
            long rows = AuditReader.between(stored.store(), begin, end, page -> {
                page.forEach(row -> out.println(AuditReader.json(row)));
                return !out.checkError();
            });
            if (out.checkError()) {
                err.println(
                        "The output could not be written, and rows are missing in it: its pipe was closed, or the disk"
                                + " is full");
                return BROKEN;
            }
            err.println(rows + " rows");
            return 0;
        }
    }

    private int forget(Options options) throws UsageException {
        String key = options.value("key");
        if (key == null) {
            throw new UsageException("whose texts? --key ID");
        }
        try (StoredKeys stored = open()) {
            long gone = 0;
            int part;
            do {
                part = forgetSome(stored, key, gone == 0);
                gone += part;
            } while (part > 0);
            err.println(gone + " texts of key " + key + " are gone from the store");
            err.println("Gateways may have more of it in their journals still: serai keys drop-content " + key
                    + " first, and this again when they have caught up");
            return 0;
        }
    }

    /**
     * A part, with a row of its own, so that no transaction is too long; none is left when none has gone.
     *
     * @param always whether there is a row where there was no text
     */
    private int forgetSome(StoredKeys stored, String key, boolean always) {
        return stored.store().write(statements -> {
            int deleted = AuditContents.deleteOf(statements, "key:" + key);
            if (deleted > 0 || always) {
                stored.trail()
                        .record(
                                statements,
                                AuditEvent.of(
                                        clock.millis(),
                                        "content.deleted",
                                        Actor.commandLine(),
                                        "key:" + key,
                                        Map.of("texts", Integer.toString(deleted))));
            }
            return deleted;
        });
    }

    private int archive(Options options) throws UsageException, IOException {
        String before = options.value("before");
        String to = options.value("to");
        if (before == null || to == null) {
            throw new UsageException("what is older than --before goes --to a file");
        }
        long end = time("before", before);
        try (StoredKeys stored = open()) {
            return new AuditArchiving(stored.store(), stored.chainKeys(), clock, err).run(end, Path.of(to));
        }
    }

    private long time(String option, String text) throws UsageException {
        Instant time = moment(text);
        if (time == null) {
            throw new UsageException(
                    "--" + option + " is a day (2026-11-01), a moment (2026-11-01T12:00:00Z), or how long ago (90d)");
        }
        return time.toEpochMilli();
    }

    /** A time without a day is one that has passed. */
    private @Nullable Instant moment(String text) {
        Duration ago = Moments.duration(text);
        return ago == null ? Moments.instant(text, clock) : clock.instant().minus(ago);
    }

    private StoredKeys open() throws UsageException {
        StoredKeys.check(settings);
        StartupRules.refuse(settings.problems());
        StoredKeys stored = StoredKeys.open(settings, StorePart.COMMAND, clock);
        if (stored == null) {
            throw new UsageException("with DATABASE_URL=none there is no audit");
        }
        stored.store().prepare();
        return stored;
    }
}
