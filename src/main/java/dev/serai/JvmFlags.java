package dev.serai;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the JVM was told to do when it is out of memory, which no jar can tell it: the launcher does, and {@code java -jar}
 * does not. Says so in a line of the log where it was told nothing, or something that would write secrets to the disk.
 */
final class JvmFlags {
    private static final Logger LOG = LoggerFactory.getLogger(JvmFlags.class);

    private JvmFlags() {}

    /** Silent on a JVM that has no such flags. */
    static void check() {
        HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (jvm == null) {
            return;
        }
        check(flag -> isOn(jvm, flag));
    }

    /** @param flags whether a flag is on; empty where the JVM does not know it */
    static void check(Function<String, Optional<Boolean>> flags) {
        if (!flags.apply("ExitOnOutOfMemoryError").orElse(true)
                && !flags.apply("CrashOnOutOfMemoryError").orElse(true)) {
            LOG.warn(
                    "out of memory this process would go on in pieces: start it by bin/serai, or with JDK_JAVA_OPTIONS=-XX:+ExitOnOutOfMemoryError");
        }
        if (flags.apply("HeapDumpOnOutOfMemoryError").orElse(false)) {
            LOG.warn(
                    "-XX:+HeapDumpOnOutOfMemoryError: out of memory this process would write prompts, keys and credentials to a file");
        }
    }

    /** Empty where this JVM does not know the flag. */
    private static Optional<Boolean> isOn(HotSpotDiagnosticMXBean jvm, String flag) {
        try {
            return Optional.of(Boolean.valueOf(jvm.getVMOption(flag).getValue()));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }
}
