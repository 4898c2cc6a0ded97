package dev.serai.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;
import java.util.Properties;
import javax.net.SocketFactory;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sockets on which the other side may say nothing for long: its system is asked whether it is still there, and a minute without an
 * answer ends the connection. A server that is at work, or stopped, has a system that answers. Thread-safe; public, since
 * PostgreSQL's driver makes it by its name.
 */
public final class WatchedSockets extends SocketFactory {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedSockets.class);
    /** In seconds, and how often; by the system's own values it is hours until somebody is asked for the first time. */
    private static final Map<SocketOption<Integer>, Integer> QUESTIONS = Map.of(
            ExtendedSocketOptions.TCP_KEEPIDLE, 30,
            ExtendedSocketOptions.TCP_KEEPINTERVAL, 10,
            ExtendedSocketOptions.TCP_KEEPCOUNT, 3);

    /** Has the driver make its connections by it, unless that is an application server's own, which does not see this class. */
    static void addTo(Properties properties, String driver) {
        String name = WatchedSockets.class.getName();
        try {
            ClassLoader loader = Class.forName(driver).getClassLoader();
            if (Class.forName(name, false, loader) == WatchedSockets.class) {
                properties.setProperty("socketFactory", name);
            }
        } catch (ClassNotFoundException e) {
            LOG.debug("{} makes its sockets by itself", driver, e);
        }
    }

    @Override
    public Socket createSocket() throws IOException {
        Socket socket = new Socket();
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        for (Map.Entry<SocketOption<Integer>, Integer> question : QUESTIONS.entrySet()) {
            if (socket.supportedOptions().contains(question.getKey())) {
                socket.setOption(question.getKey(), question.getValue());
            }
        }
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(InetAddress.getByName(host), port, null);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return connected(InetAddress.getByName(host), port, new InetSocketAddress(local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(host, port, null);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return connected(host, port, new InetSocketAddress(local, localPort));
    }

    private Socket connected(InetAddress host, int port, @Nullable InetSocketAddress local) throws IOException {
        Socket socket = createSocket();
        try {
            socket.bind(local);
            socket.connect(new InetSocketAddress(host, port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
