package dev.serai;

import static dev.serai.FaultRoad.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.CertificateAuthority;
import dev.serai.fakes.DarkHost;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.FaultProxy;
import dev.serai.fakes.FreePorts;
import dev.serai.fakes.Reply;
import dev.serai.providers.HostAddresses;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Connections that are not to be had, or not to be trusted: rows F1, F2 and F18 to F20 of the table of faults. The times of
 * connections are in {@link TimeoutsRoadTest}, how long addresses are kept in {@code providers.HostAddressesTest}.
 */
@Timeout(120)
class FaultsOfConnectionsTest {
    private static final String MOVED = "moves.example";
    private static final String LATER = "later.example";
    private static final AtomicBoolean THERE = new AtomicBoolean();
    private static final CountDownLatch LOOKED_UP = new CountDownLatch(1);
    private static final CountDownLatch NEVER = new CountDownLatch(1);
    private static final DarkHost DARK = DarkHost.unreachable();
    private static final DarkHost MUTE = DarkHost.mute();
    private static final FakeOpenAi PLAIN = FakeOpenAi.start();

    @TempDir
    static Path folder;

    private static FaultRoad road;
    private static FaultProxy healthy;
    private static FaultProxy expired;
    private static FaultProxy foreign;
    private static FaultProxy pooled;
    private static FaultProxy unused;

    @BeforeAll
    static void start() throws Exception {
        road = new FaultRoad();
        CertificateAuthority authority = new CertificateAuthority(folder);
        healthy = FaultProxy.secure(road.first.origin(), authority.server("ip:127.0.0.1", "-1d", 30));
        expired = FaultProxy.secure(road.first.origin(), authority.server("ip:127.0.0.1", "-10d", 5));
        foreign = FaultProxy.secure(road.first.origin(), authority.server("dns:other.example", "-1d", 30));
        pooled = FaultProxy.before(road.first.origin());
        unused = FaultProxy.before(road.first.origin());
        road.row("f01", at("http", "127.0.0.1:" + FreePorts.next()))
                .row("f02", at("http", "127.0.0.1:" + DARK.port()), "connect_timeout: 500ms")
                .row("f02-shipped", at("http", "127.0.0.1:" + DARK.port()))
                .row("f18-later", at("http", LATER + ":" + road.first.origin().getPort()))
                .row("f18-hangs", at("http", "hangs.example"))
                .row("f18-unknown", at("http", "unknown.example"))
                .row("f18-slow", at("http", "slow.example"))
                .row("f18-moved", at("http", MOVED + ":" + road.first.origin().getPort()))
                .row("f19-good", at("https", healthy.authority()))
                .row("f19-expired", at("https", expired.authority()))
                .row("f19-foreign", at("https", foreign.authority()))
                .row("f19-plain", at("https", PLAIN.origin().getAuthority()))
                .row("f19-mute", at("https", "127.0.0.1:" + MUTE.port()), "connect_timeout: 500ms")
                .row("f20", at("http", pooled.authority()))
                .row("f20-fresh", at("http", unused.authority()))
                .with(new HostAddresses(FaultsOfConnectionsTest::address));
        trusting(authority, road::start);
    }

    /** The store of a JVM is read when the gateway makes its TLS. */
    private static void trusting(CertificateAuthority authority, Runnable action) {
        System.setProperty("javax.net.ssl.trustStore", authority.trustStore().toString());
        System.setProperty("javax.net.ssl.trustStorePassword", authority.password());
        try {
            action.run();
        } finally {
            System.clearProperty("javax.net.ssl.trustStore");
            System.clearProperty("javax.net.ssl.trustStorePassword");
        }
    }

    private static InetAddress[] address(String host) throws UnknownHostException {
        switch (host) {
            case MOVED -> {
                return InetAddress.getAllByName("127.0.0.1");
            }
            case LATER -> {
                if (THERE.get()) {
                    return InetAddress.getAllByName("127.0.0.1");
                }
            }
            case "slow.example", "hangs.example" -> {
                if (host.equals("hangs.example")) {
                    LOOKED_UP.countDown();
                }
                try {
                    NEVER.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            default -> {}
        }
        throw new UnknownHostException(host);
    }

    @AfterAll
    static void stop() {
        NEVER.countDown();
        road.close();
        healthy.close();
        expired.close();
        foreign.close();
        pooled.close();
        unused.close();
        PLAIN.close();
        DARK.close();
        MUTE.close();
    }

    @BeforeEach
    void recover() {
        road.recover();
    }

    @Test
    @DisplayName("F1 connection refused: the next provider; alone: 503, and the breaker counts")
    void f01_refused() {
        road.assertTakenOver(road.stream("f01"));
        assertThat(error(road.ask("f01-only"))).isEqualTo("503 provider_error provider_unavailable");
        assertThat(road.breaker("f01")).isEqualTo("open");
        assertThat(road.ask("f01").headers().firstValue("x-attempts"))
                .as("an open breaker is passed over")
                .contains("1");
    }

    @Test
    @DisplayName("F2 a host that swallows connections: connect_timeout, then the next provider; the breaker counts")
    void f02_blackHole() {
        road.assertTakenOver(road.ask("f02"));
        assertThat(error(road.ask("f02-only"))).isEqualTo("503 provider_error provider_unavailable");
        assertThat(road.breaker("f02")).isEqualTo("open");
    }

    @Test
    @DisplayName("F2 the same with the connect_timeout that is shipped: it is given up long before the request is")
    @Timeout(10)
    void f02_shippedTimeout() {
        road.assertTakenOver(road.ask("f02-shipped"));
    }

    @Test
    @DisplayName(
            "F18 a lookup hangs: whoever asks for others has an answer, the one who waits gets it from the next provider")
    void f18_othersAreNotHeldUp() throws Exception {
        CompletableFuture<HttpResponse<String>> waits = CompletableFuture.supplyAsync(() -> road.ask("f18-hangs"));
        assertThat(LOOKED_UP.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(road.gateway().get("/health").statusCode()).isEqualTo(200);
        assertThat(road.ask("f18-moved-only").statusCode()).isEqualTo(200);
        road.assertTakenOver(waits.get(20, TimeUnit.SECONDS));
    }

    @Test
    @DisplayName("F18 a host that had no address gets one: it is called, a second after nothing was found")
    void f18_changes() throws Exception {
        road.assertTakenOver(road.ask("f18-later"));
        THERE.set(true);
        Thread.sleep(1500);
        assertThat(road.ask("f18-later").headers().firstValue("x-provider")).contains("f18-later");
        assertThat(road.first.last().header("Host")).startsWith(LATER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"f18-unknown", "f18-slow"})
    @DisplayName(
            "F18 a host without an address, or whose lookup hangs: the next provider; alone: 503, and the breaker counts")
    @Timeout(15)
    void f18_noAddress(String row) {
        road.assertTakenOver(road.ask(row));
        assertThat(error(road.ask(row + "-only"))).isEqualTo("503 provider_error provider_unavailable");
        assertThat(road.breaker(row)).isEqualTo("open");
    }

    @Test
    @DisplayName("F18 a host by its name: called at the address that the lookup found")
    void f18_byName() {
        assertThat(road.ask("f18-moved-only").statusCode()).isEqualTo(200);
        assertThat(road.first.last().header("Host")).startsWith(MOVED);
    }

    @Test
    @DisplayName("F19 a certificate of an authority that is trusted, for this host: answered")
    void f19_good() {
        assertThat(road.ask("f19-good-only").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"f19-expired", "f19-foreign", "f19-plain", "f19-mute"})
    @DisplayName(
            "F19 an expired certificate, one of another host, no TLS at all, a handshake that stalls: the next provider, and the breaker counts")
    void f19_insecure(String row) {
        road.assertTakenOver(road.ask(row));
        assertThat(error(road.ask(row + "-only"))).isEqualTo("503 provider_error provider_unavailable");
        assertThat(road.breaker(row)).isEqualTo("open");
        assertThat(road.first.received()).as("nothing was sent").isEmpty();
        assertThat(PLAIN.received()).as("nothing was sent in the clear").isEmpty();
    }

    @Test
    @DisplayName("F20 a kept connection that the provider has closed: one try on a fresh one, which is no attempt")
    void f20_staleConnection() {
        assertThat(road.ask("f20-only").statusCode()).isEqualTo(200);
        road.first.enqueue(Reply.raw(new byte[0]));
        HttpResponse<String> answer = road.ask("f20-only");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-attempts")).contains("1");
        assertThat(road.first.received()).hasSize(3);
    }

    @Test
    @DisplayName(
            "F20 a fresh connection that is closed without an answer: not tried again, since the provider may have done it")
    void f20_freshConnection() {
        road.first.enqueue(Reply.raw(new byte[0]));
        road.assertTakenOver(road.ask("f20-fresh"));
        assertThat(road.first.received()).hasSize(1);
    }

    private static URI at(String scheme, String authority) {
        return URI.create(scheme + "://" + authority + "/v1");
    }
}
