package dev.serai.fakes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that go and come back: none of those that the system gives to clients, where one could have taken it
 * meanwhile. Thread-safe.
 */
public final class FreePorts {
    private static final int FIRST = 20_000;
    /** Linux gives clients 32768 and above, others 49152 and above. */
    private static final int BEHIND_LAST = 32_000;

    private FreePorts() {}

    /** One that nobody listens on now. */
    public static int next() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, BEHIND_LAST);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException taken) {
                Thread.onSpinWait();
            }
        }
    }
}
