package dev.serai.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HostAddressesTest {
    private final AtomicInteger lookups = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private volatile String address = "192.0.2.1";

    private final HostAddresses addresses = new HostAddresses(
            host -> {
                lookups.incrementAndGet();
                return answer();
            },
            nanos::get);

    private InetAddress[] answer() throws UnknownHostException {
        if (address.isEmpty()) {
            throw new UnknownHostException("no such host");
        }
        return InetAddress.getAllByName(address);
    }

    @Test
    void whatWasFoundIsGoodForThirtySeconds() throws Exception {
        assertThat(found()).isEqualTo("192.0.2.1");
        address = "192.0.2.2";
        pass(30);
        assertThat(found()).isEqualTo("192.0.2.1");
        pass(1);
        assertThat(found()).as("a change is seen").isEqualTo("192.0.2.2");
        assertThat(lookups).hasValue(2);
    }

    @Test
    void thatNothingWasFoundIsGoodForOneSecond() throws Exception {
        address = "";
        assertThatThrownBy(this::found).isInstanceOf(UnknownHostException.class).hasMessageContaining("host.example");
        assertThatThrownBy(this::found).isInstanceOf(UnknownHostException.class);
        assertThat(lookups).hasValue(1);
        address = "192.0.2.1";
        pass(2);
        assertThat(found()).isEqualTo("192.0.2.1");
    }

    @Test
    void aSlowLookupIsNotWaitedForAndIsMadeOnce() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        HostAddresses slow = new HostAddresses(host -> {
            lookups.incrementAndGet();
            await(never);
            return answer();
        });
        assertThatThrownBy(() -> slow.resolve("host.example")).hasMessageContaining("not found in 2 s");
        assertThatThrownBy(() -> slow.resolve("host.example")).hasMessageContaining("not found in 2 s");
        assertThat(lookups).hasValue(1);
        never.countDown();
    }

    @Test
    void whileALookupIsSlowTheLastAddressesServe() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        HostAddresses refreshed = new HostAddresses(
                host -> {
                    if (lookups.incrementAndGet() > 1) {
                        await(slow);
                    }
                    return answer();
                },
                nanos::get);
        refreshed.resolve("host.example");
        pass(31);
        Thread moving = new Thread(() -> {
            while (slow.getCount() > 0) {
                pass(3);
                Thread.onSpinWait();
            }
        });
        moving.start();
        assertThat(refreshed.resolve("host.example")[0].getHostAddress()).isEqualTo("192.0.2.1");
        slow.countDown();
        moving.join();
    }

    @Test
    void anAddressIsItsOwn() throws Exception {
        assertThat(addresses.resolve("127.0.0.1")[0].isLoopbackAddress()).isTrue();
        assertThat(addresses.resolve("::1")[0].isLoopbackAddress()).isTrue();
        assertThat(lookups).hasValue(0);
    }

    private String found() throws UnknownHostException {
        return addresses.resolve("host.example")[0].getHostAddress();
    }

    private void pass(long seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
