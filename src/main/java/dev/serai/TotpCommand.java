package dev.serai;

import dev.serai.Options.UsageException;
import dev.serai.audit.Actor;
import dev.serai.auth.SecondFactors;
import dev.serai.auth.SecondFactors.Enrolment;
import dev.serai.auth.SecondFactors.Status;
import dev.serai.auth.StoredKeys;
import dev.serai.config.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code serai totp …}: second factors from the command line of whoever has the store. Secrets go to the standard output, or into
 * a file; what is to be said of them to the other.
 */
final class TotpCommand {
    private static final int FAILED = 1;
    private static final String HELP = """
            serai totp enrol KEY_ID [--qr FILE.png]
            serai totp status KEY_ID
            serai totp codes KEY_ID
            serai totp unlock KEY_ID
            serai totp disable KEY_ID""";

    private final Settings settings;
    private final Clock clock;
    private final PrintStream out;
    private final PrintStream err;

    TotpCommand(Settings settings, Clock clock, PrintStream out, PrintStream err) {
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
                case "enrol" -> enrol(Options.read(rest, Set.of("qr")));
                case "status" -> with(rest, this::status);
                case "codes" -> with(rest, this::codes);
                case "unlock" -> with(rest, this::unlock);
                case "disable" -> with(rest, this::disable);
                default -> throw new UsageException(verb.isEmpty() ? "what with it?" : "there is no " + verb);
            };
        } catch (UsageException e) {
            err.println("serai totp: " + e.getMessage());
            err.println(HELP);
            return KeysCommand.USAGE;
        }
    }

    private interface Work {
        int of(SecondFactors factors, String keyId);
    }

    private int with(List<String> arguments, Work work) throws UsageException {
        String keyId = keyId(Options.read(arguments, Set.of()));
        try (StoredKeys stored = CommandStore.open(settings, clock)) {
            return work.of(stored.secondFactors(), keyId);
        }
    }

    private static String keyId(Options options) throws UsageException {
        if (options.words().size() != 1) {
            throw new UsageException("which key? Its id is wanted, and nothing else");
        }
        return options.words().get(0);
    }

    private int enrol(Options options) throws UsageException {
        String keyId = keyId(options);
        String name = options.value("qr");
        Path file = name == null ? null : path(name);
        try (StoredKeys stored = CommandStore.open(settings, clock)) {
            if (stored.keys().find(keyId).isEmpty()) {
                return unknown(keyId);
            }
            if (file == null) {
                Optional<Enrolment> enrolled = stored.secondFactors().enrol(keyId, Actor.commandLine());
                return enrolled.isEmpty() ? unknown(keyId) : show(enrolled.get(), keyId);
            }
            return enrol(stored.secondFactors(), keyId, file);
        } catch (FileAlreadyExistsException e) {
            err.println(file + " is there already; nothing was enrolled.");
        } catch (IOException e) {
            err.println(file + " can't be written: " + e.getMessage() + "; enrol again with another one.");
        }
        return FAILED;
    }

    /** Into a file that is there before anything is changed: what can't be shown must not be made. */
    private int enrol(SecondFactors factors, String keyId, Path path) throws IOException {
        try (UnfinishedFile file = new UnfinishedFile(path)) {
            Optional<Enrolment> enrolled = factors.enrol(keyId, Actor.commandLine());
            if (enrolled.isEmpty()) {
                return unknown(keyId);
            }
            Files.write(path, enrolled.get().qrCode());
            file.stays();
            tell(keyId, "the picture for the authenticator app");
            return show(enrolled.get().backupCodes(), keyId);
        }
    }

    private int show(Enrolment enrolled, String keyId) {
        tell(keyId, "the URI for the authenticator app");
        out.println(enrolled.uri());
        enrolled.backupCodes().forEach(out::println);
        if (out.checkError()) {
            err.println("It could not be written, and nobody has it: serai totp enrol " + keyId + " makes another.");
            return FAILED;
        }
        return 0;
    }

    private void tell(String keyId, String first) {
        err.println("The key " + keyId
                + " needs a code from now on; every gateway knows within 5 seconds, and its sessions have"
                + " ended. What follows is shown this once: " + first
                + ", and ten codes for the day on which it is lost.");
    }

    private int unknown(String keyId) {
        err.println("There is no key " + keyId + "; serai keys list shows those that there are.");
        return FAILED;
    }

    private static Path path(String name) throws UsageException {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new UsageException("--qr is a file");
        }
    }

    private int status(SecondFactors factors, String keyId) {
        Optional<Status> found = factors.status(keyId);
        if (found.isEmpty()) {
            return none(keyId);
        }
        Status status = found.get();
        out.println("enrolled " + status.since() + ", " + status.backupCodesLeft() + " backup codes left"
                + (status.lockedUntil() == null ? "" : ", locked until " + status.lockedUntil()));
        return 0;
    }

    private int codes(SecondFactors factors, String keyId) {
        Optional<List<String>> codes = factors.renewBackupCodes(keyId, Actor.commandLine());
        if (codes.isEmpty()) {
            return none(keyId);
        }
        err.println("Ten other backup codes for the key " + keyId + ", shown this once; those of before are void.");
        return show(codes.get(), keyId);
    }

    private int show(List<String> codes, String keyId) {
        codes.forEach(out::println);
        if (out.checkError()) {
            err.println("They could not be written, and nobody has them: serai totp codes " + keyId + " makes others.");
            return FAILED;
        }
        return 0;
    }

    private int unlock(SecondFactors factors, String keyId) {
        if (!factors.unlock(keyId, Actor.commandLine())) {
            return none(keyId);
        }
        err.println("Codes of the key " + keyId + " are looked at again.");
        return 0;
    }

    private int disable(SecondFactors factors, String keyId) {
        if (!factors.disable(keyId, Actor.commandLine())) {
            return none(keyId);
        }
        err.println("The key " + keyId
                + " needs no code any more, and its sessions have ended; every gateway knows within 5" + " seconds.");
        return 0;
    }

    private int none(String keyId) {
        err.println("The key " + keyId + " has no second factor, or there is no such key.");
        return FAILED;
    }
}
