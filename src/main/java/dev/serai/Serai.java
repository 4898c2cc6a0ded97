package dev.serai;

import dev.serai.config.ConfigurationProblem;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.Settings;
import dev.serai.http.ListenException;
import dev.serai.store.StoreException;
import java.io.PrintStream;
import java.security.Security;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/**
 * The process: {@code java -jar serai.jar}. Exits with 78 on a bad configuration, 1 where it can't listen. With
 * {@code --train} it ends by itself, see {@link Training}; {@code keys …}, {@code teams …}, {@code totp …},
 * {@code audit …} and {@code store …} are commands, see {@link KeysCommand}, {@link TeamsCommand}, {@link TotpCommand},
 * {@link AuditCommand} and {@link StoreCommand}.
 */
public final class Serai {
    /** {@code EX_CONFIG} of sysexits.h. */
    private static final int BAD_CONFIGURATION = 78;

    private static final int FAILED = 1;

    private static final Set<String> COMMANDS = Set.of("keys", "teams", "totp", "audit", "store");

    private Serai() {}

    public static void main(String[] arguments) {
        try {
            Settings settings = Settings.load();
            if (arguments.length > 0 && COMMANDS.contains(arguments[0])) {
                System.exit(command(arguments[0], settings, List.of(arguments).subList(1, arguments.length)));
            }
            logAs(settings);
            forgetNamesSoon();
            JvmFlags.check();
            if (List.of(arguments).contains("--train")) {
                Training.run();
            } else {
                new Gateway(settings).run();
            }
        } catch (Exception e) {
            System.exit(explain(e));
        }
    }

    /** What a command has to say it says itself: only what goes wrong is logged. */
    private static int command(String name, Settings settings, List<String> arguments) {
        System.setProperty("LOG_FORMAT", "text");
        System.setProperty("LOG_LEVEL", "warn");
        logWithUs();
        return run(name, settings, arguments, System.out, System.err);
    }

    /** Gives the exit code: a store that can't be had, and output that nobody gets, are 1. */
    static int run(String name, Settings settings, List<String> arguments, PrintStream out, PrintStream err) {
        Clock clock = Clock.systemUTC();
        int code;
        try {
            code = switch (name) {
                case "teams" -> new TeamsCommand(settings, clock, out, err).run(arguments);
                case "store" -> new StoreCommand(settings, out, err).run(arguments);
                case "audit" -> new AuditCommand(settings, clock, out, err).run(arguments);
                case "totp" -> new TotpCommand(settings, clock, out, err).run(arguments);
                default -> new KeysCommand(settings, clock, out, err).run(arguments);
            };
        } catch (StoreException e) {
            err.println("serai " + name + ": " + e.explained());
            return FAILED;
        }
        if (out.checkError() && code == 0) {
            err.println(
                    "serai " + name + ": the output could not be written: its pipe was closed, or the disk is full");
            return FAILED;
        }
        return code;
    }

    /** Before the first logger is made: what the settings say of logs, wherever they say it. */
    private static void logAs(Settings settings) {
        for (String name : List.of("LOG_LEVEL", "LOG_FORMAT")) {
            settings.text(name).ifPresent(value -> System.setProperty(name, value));
        }
        logWithUs();
    }

    /** The JVM would remember for 10 s that a host was not found; how long what is remembered is {@code HostAddresses}' affair. */
    private static void forgetNamesSoon() {
        Security.setProperty("networkaddress.cache.ttl", "1");
        Security.setProperty("networkaddress.cache.negative.ttl", "1");
    }

    /** Not logback.xml at the root of the jar: an application that embeds the gateway has its own. */
    private static void logWithUs() {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "serai/logback.xml");
        }
    }

    private static int explain(Exception failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof InvalidConfigurationException invalid) {
                for (ConfigurationProblem problem : invalid.problems()) {
                    System.err.println(problem);
                }
                return BAD_CONFIGURATION;
            }
        }
        ListenException unheard = ListenException.in(failure);
        if (unheard != null) {
            System.err.println(unheard.getMessage());
            return FAILED;
        }
        failure.printStackTrace();
        return FAILED;
    }
}
