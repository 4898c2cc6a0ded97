package dev.serai;

import dev.serai.config.ConfigurationProblem;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.Settings;
import dev.serai.http.ListenException;

/** The process: {@code java -jar serai.jar}. Exits with 78 on a bad configuration, 1 where it can't listen. */
public final class Serai {
    /** {@code EX_CONFIG} of sysexits.h. */
    private static final int BAD_CONFIGURATION = 78;

    private Serai() {}

    public static void main(String[] arguments) {
        try {
            new Gateway(Settings.load()).run();
        } catch (Exception e) {
            System.exit(explain(e));
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
            return 1;
        }
        failure.printStackTrace();
        return 1;
    }
}
