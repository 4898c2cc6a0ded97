package dev.serai;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What SIGTERM does to the process: all shutdown hooks run, as ever, but its exit code is 0. To end when told to is no failure,
 * and the JVM's own 143 is one for systemd and for whoever counts failed containers. By reflection: the compiler warns of
 * {@code sun.misc.Signal}, of which no JVM has anything better.
 */
final class Termination {
    private static final Logger LOG = LoggerFactory.getLogger(Termination.class);

    private Termination() {}

    /** For a process of its own. A JVM that leaves signals alone ({@code -Xrs}) keeps its exit code. */
    static void exitsWith0() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object exit = Proxy.newProxyInstance(
                    Termination.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        System.exit(0);
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("TERM"), exit);
        } catch (InvocationTargetException e) {
            LOG.info(
                    "SIGTERM will end the process with exit code 143: {}",
                    e.getCause().getMessage());
        } catch (ReflectiveOperationException e) {
            LOG.info("SIGTERM will end the process with exit code 143: this JVM has no sun.misc.Signal");
        }
    }
}
