package dev.serai.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.Properties;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class WatchedSocketsTest {
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void whoeverIsGoneIsMissedWithinAMinute() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(0, 1, here);
                Socket socket = new WatchedSockets().createSocket(here, server.getLocalPort())) {
            assertThat(socket.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
            int seconds = socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)
                    + socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL)
                            * socket.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT);
            assertThat(seconds).isLessThanOrEqualTo(60);
        }
    }

    @Test
    void aDriverThatDoesNotSeeThemMakesItsOwn() {
        Properties properties = new Properties();
        // Of the loader of the platform, which sees no more than that.
        WatchedSockets.addTo(properties, "javax.sql.rowset.serial.SQLInputImpl");
        assertThat(properties).isEmpty();
        WatchedSockets.addTo(properties, "org.postgresql.Driver");
        assertThat(properties.getProperty("socketFactory")).isEqualTo(WatchedSockets.class.getName());
    }
}
