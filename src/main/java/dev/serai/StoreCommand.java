package dev.serai;

import dev.serai.Options.UsageException;
import dev.serai.config.Settings;
import dev.serai.store.Store;
import dev.serai.store.StoreAddress;
import dev.serai.store.StoreCopy;
import dev.serai.store.StoreException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code serai store …}: moves what the store holds to another database. */
final class StoreCommand {
    private static final int FAILED = 1;
    private static final String HELP = """
            serai store copy --to JDBC-URL    all that is in DATABASE_URL into an empty database, or nothing of it""";

    private final Settings settings;
    private final PrintStream out;
    private final PrintStream err;

    StoreCommand(Settings settings, PrintStream out, PrintStream err) {
        this.settings = settings;
        this.out = out;
        this.err = err;
    }

    /** Does it, and gives the exit code: 0, 1 where a store can't be had or is not empty, 64. */
    int run(List<String> arguments) {
        try {
            String verb = arguments.isEmpty() ? "" : arguments.get(0);
            if (!verb.equals("copy")) {
                throw new UsageException(verb.isEmpty() ? "what with the store?" : "there is no " + verb);
            }
            return copy(Options.read(arguments.subList(1, arguments.size()), Set.of("to")));
        } catch (UsageException e) {
            err.println("serai store: " + e.getMessage());
            err.println(HELP);
            return KeysCommand.USAGE;
        } catch (StoreException e) {
            err.println("serai store: " + e.explained());
            return FAILED;
        }
    }

    private int copy(Options options) throws UsageException {
        options.words(0, "");
        String to = options.value("to");
        StoreAddress source = StoreAddress.of(settings);
        StartupRules.refuse(settings.problems());
        if (source == null) {
            throw new UsageException("with DATABASE_URL=none there is nothing to copy");
        }
        Settings aim = Settings.only(to == null ? Map.of() : Map.of("DATABASE_URL", to));
        StoreAddress target = StoreAddress.of(aim);
        if (!aim.problems().isEmpty()) {
            throw new UsageException("--to " + aim.problems().get(0).message());
        }
        if (to == null || target == null || target.url().equals(source.url())) {
            throw new UsageException(
                    "--to is another database: jdbc:postgresql://HOST:PORT/DATABASE?user=…&password=…, or jdbc:sqlite:FILE");
        }
        try (Store from = Store.open(source);
                Store into = Store.open(target)) {
            StoreCopy.copy(from, into).forEach((table, rows) -> out.println(table + " " + rows));
        }
        return 0;
    }
}
