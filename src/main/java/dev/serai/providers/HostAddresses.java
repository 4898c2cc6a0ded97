package dev.serai.providers;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.core5.net.InetAddressUtils;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of the providers' hosts. A lookup runs on a thread of its own, one a host, and nobody waits for it for more than
 * 2 s: the system's may take half a minute. What it finds is good for 30 s, that it found nothing for 1 s; where it is slow, the
 * addresses that were found last go on serving. Thread-safe.
 */
public final class HostAddresses implements DnsResolver {
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long FOUND_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long NOT_FOUND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Asks for a host's addresses, and blocks until they are there. */
    @FunctionalInterface
    public interface Lookup {
        InetAddress[] of(String host) throws UnknownHostException;
    }

    private final Lookup lookup;
    private final LongSupplier nanoTime;
    private final Map<String, Asked> asked = new ConcurrentHashMap<>();

    public HostAddresses(Lookup lookup) {
        this(lookup, System::nanoTime);
    }

    HostAddresses(Lookup lookup, LongSupplier nanoTime) {
        this.lookup = lookup;
        this.nanoTime = nanoTime;
    }

    /** As this machine knows them. */
    public static HostAddresses ofTheSystem() {
        return new HostAddresses(InetAddress::getAllByName);
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        if (InetAddressUtils.isIPv4(host) || InetAddressUtils.isIPv6(host)) {
            return InetAddress.getAllByName(host); // No lookup: it is one.
        }
        return asked.compute(host, this::latest).await();
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return resolve(host)[0].getCanonicalHostName();
    }

    private Asked latest(String host, @Nullable Asked before) {
        return before != null && !before.isOver() ? before : new Asked(host, before == null ? null : before.found());
    }

    /** One lookup. */
    private final class Asked {
        private final String host;
        private final InetAddress @Nullable [] before;
        private final long startedNanos = nanoTime.getAsLong();
        private final CompletableFuture<InetAddress[]> answer = new CompletableFuture<>();
        private volatile long untilNanos;

        Asked(String host, InetAddress @Nullable [] before) {
            this.host = host;
            this.before = before;
            Thread thread = new Thread(this::ask, "serai-dns");
            thread.setDaemon(true);
            thread.start();
        }

        private void ask() {
            try {
                InetAddress[] found = lookup.of(host);
                untilNanos = nanoTime.getAsLong() + FOUND_NANOS;
                answer.complete(found);
            } catch (UnknownHostException | RuntimeException e) {
                untilNanos = nanoTime.getAsLong() + NOT_FOUND_NANOS;
                answer.completeExceptionally(e);
            }
        }

        boolean isOver() {
            return answer.isDone() && nanoTime.getAsLong() - untilNanos > 0;
        }

        InetAddress @Nullable [] found() {
            return answer.isCompletedExceptionally() ? null : answer.getNow(before);
        }

        /** Whoever comes when it has taken too long already does not wait at all. */
        InetAddress[] await() throws UnknownHostException {
            long left = startedNanos + LONGEST_NANOS - nanoTime.getAsLong();
            try {
                return answer.get(Math.max(left, 0), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (before != null) {
                    return before;
                }
                throw unknown(
                        "was not found in " + Duration.ofNanos(LONGEST_NANOS).toSeconds() + " s", e);
            } catch (ExecutionException e) {
                throw unknown("was not found", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unknown("was not waited for", e);
            }
        }

        private UnknownHostException unknown(String what, Exception cause) {
            UnknownHostException unknown = new UnknownHostException(host + " " + what);
            unknown.initCause(cause);
            return unknown;
        }
    }
}
