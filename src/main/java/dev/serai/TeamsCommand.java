package dev.serai;

import dev.serai.Options.UsageException;
import dev.serai.allowances.AllowanceJson;
import dev.serai.audit.Actor;
import dev.serai.auth.StoredKeys;
import dev.serai.auth.Team;
import dev.serai.config.Settings;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code serai teams …}: what teams may use up, from the command line of whoever has the store. */
final class TeamsCommand {
    private static final String HELP = """
            serai teams set NAME [--metadata name=value,…] [LIMITS]
            serai teams list
            serai teams delete NAME
            LIMITS, of all keys of the team together, in place of all that held before:
            """ + AllowanceOptions.HELP;

    private static final Set<String> OF_SET = Stream.concat(AllowanceOptions.NAMES.stream(), Stream.of("metadata"))
            .collect(Collectors.toUnmodifiableSet());
    private static final String A_NAME = "which team? Its name";

    private final Settings settings;
    private final Clock clock;
    private final PrintStream out;
    private final PrintStream err;

    TeamsCommand(Settings settings, Clock clock, PrintStream out, PrintStream err) {
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
                case "set" -> set(Options.read(rest, OF_SET, AllowanceOptions.REPEATABLE));
                case "list" -> list(Options.read(rest, Set.of()));
                case "delete" -> delete(Options.read(rest, Set.of()));
                default -> throw new UsageException(verb.isEmpty() ? "what with the teams?" : "there is no " + verb);
            };
        } catch (UsageException e) {
            err.println("serai teams: " + e.getMessage());
            err.println(HELP);
            return KeysCommand.USAGE;
        }
    }

    private int set(Options options) throws UsageException {
        String name =
                Options.line("the name of a team", options.words(1, A_NAME).get(0));
        try (StoredKeys stored = CommandStore.open(settings, clock)) {
            show(stored.teams()
                    .set(name, AllowanceOptions.of(options), options.pairs("metadata"), Actor.commandLine()));
        }
        err.println("Every gateway knows within 5 seconds.");
        return 0;
    }

    private int list(Options options) throws UsageException {
        options.words(0, "");
        try (StoredKeys stored = CommandStore.open(settings, clock)) {
            stored.teams().list().forEach(this::show);
        }
        return 0;
    }

    private void show(Team team) {
        out.printf(
                "%-16s limits %s budgets %s%n",
                team.name(),
                AllowanceJson.of(team.allowance().limits()),
                AllowanceJson.of(team.allowance().budgets()));
    }

    private int delete(Options options) throws UsageException {
        String name = options.words(1, A_NAME).get(0);
        try (StoredKeys stored = CommandStore.open(settings, clock)) {
            if (!stored.teams().delete(name, Actor.commandLine())) {
                err.println("Nothing is said of a team " + name + "; serai teams list shows of which there is.");
                return 1;
            }
        }
        err.println("The team " + name + " is no longer limited; its keys are as they were.");
        return 0;
    }
}
