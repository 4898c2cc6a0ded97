package dev.serai.fakes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A provider on a loopback port: it records each call, judges it as strictly as the real one would, then plays the next scripted
 * reply or, with none left, answers as a model. Thread-safe; lives until closed.
 */
public abstract class FakeProvider implements AutoCloseable {
    private final ServerSocket listener;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Queue<Reply> script = new ConcurrentLinkedQueue<>();
    private final List<ReceivedCall> received = new ArrayList<>();
    private final List<ReceivedCall> looks = new ArrayList<>();
    private final Map<String, Reply> prompted = new ConcurrentHashMap<>();
    private volatile @Nullable Reply behaviour;
    private volatile @Nullable Reply toLooks;
    private volatile boolean strict = true;

    FakeProvider() {
        try {
            listener = new ServerSocket(0, 4096, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name under which the gateway knows such a provider: {@code openai}, {@code anthropic}, {@code bedrock}. */
    public abstract String provider();

    /** The variables that point a gateway at this fake, its credentials included. */
    public abstract Map<String, String> environment();

    /** The secrets that only this provider may ever see. */
    public abstract List<String> credentials();

    /** A whole answer that says {@code text}, as a client gets it that did not ask for a stream. */
    public abstract Reply text(String text);

    /** A whole stream that says the texts one after the other; only the frames that carry them count as contents. */
    public abstract Reply stream(String... texts);

    /** The provider's own error of a status, in its own envelope. */
    public abstract Reply error(int status);

    /** An error as an event within a stream, in the provider's own shape. */
    public abstract Reply.Frame errorFrame();

    /** Refuses a call without the credentials that this fake wants, or with others beside them. */
    abstract void authenticate(ReceivedCall call);

    /** Refuses a request that the real provider would refuse. */
    abstract void judge(ReceivedCall call);

    abstract Reply refusal(RequestRefused reason);

    /** Whether a call only asks which models there are, as a health probe does: it costs no tokens. */
    boolean looks(ReceivedCall call) {
        return false;
    }

    /** What the model says to a request that was found good. */
    abstract Reply answer(ReceivedCall call);

    /** Takes connections from now on. */
    void listen() {
        daemon("fake " + provider(), this::acceptConnections);
    }

    /** Scheme, host and port. */
    public URI origin() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Adds a reply to the script: each is played once, in order, to requests that the provider would have taken. */
    public void enqueue(Reply... replies) {
        script.addAll(List.of(replies));
    }

    /** Plays this to every call for which the script has nothing. */
    public void always(Reply reply) {
        behaviour = reply;
    }

    /** Plays this to every health probe, and to nothing else. */
    public void toLooks(Reply reply) {
        toLooks = reply;
    }

    /** Plays this to every call that holds a text, if the script has nothing for it. */
    public void when(String text, Reply reply) {
        prompted.put(text, reply);
    }

    /** Answers as a model again. */
    public void recover() {
        script.clear();
        prompted.clear();
        behaviour = null;
        toLooks = null;
    }

    /** Judges no request any more: whatever comes is answered. Credentials are still looked at. */
    public void lenient() {
        strict = false;
    }

    /** All calls so far, oldest first. */
    public List<ReceivedCall> received() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    /** The latest call. */
    public ReceivedCall last() {
        List<ReceivedCall> calls = received();
        if (calls.isEmpty()) {
            throw new AssertionError(provider() + " was not called");
        }
        return calls.get(calls.size() - 1);
    }

    /** Waits until {@code count} calls have come, and gives all there are. */
    public List<ReceivedCall> awaitCalls(int count, Duration atMost) throws InterruptedException {
        Instant deadline = Instant.now().plus(atMost);
        synchronized (received) {
            while (received.size() < count) {
                long left = Duration.between(Instant.now(), deadline).toMillis();
                if (left <= 0) {
                    throw new AssertionError(
                            provider() + " got " + received.size() + " calls of " + count + " within " + atMost);
                }
                received.wait(left);
            }
            return List.copyOf(received);
        }
    }

    /** The health probes so far, oldest first; {@link #received} has none of them. */
    public List<ReceivedCall> looks() {
        synchronized (received) {
            return List.copyOf(looks);
        }
    }

    /** Forgets the calls, not the script. */
    public void forget() {
        synchronized (received) {
            received.clear();
            looks.clear();
        }
    }

    /** Fails if any call was one that the real provider would have refused. */
    public void assertNothingRefused() {
        List<ReceivedCall> refused = Stream.concat(received().stream(), looks().stream())
                .filter(call -> call.refusal() != null)
                .toList();
        if (!refused.isEmpty()) {
            throw new AssertionError(provider() + " refused " + refused);
        }
    }

    /** Fails if any call holds a secret of one of the others. */
    public void assertNoForeignCredentials(FakeProvider... others) {
        for (FakeProvider other : others) {
            assertNoForeignCredentials(other.credentials());
        }
    }

    /** Fails if any call holds one of these secrets, in its line, its headers or its body. */
    public void assertNoForeignCredentials(List<String> secrets) {
        List<ReceivedCall> all =
                Stream.concat(received().stream(), looks().stream()).toList();
        for (ReceivedCall call : all) {
            for (String secret : secrets) {
                if (call.contains(secret)) {
                    throw new AssertionError(provider() + " was shown the foreign secret " + secret + " in " + call);
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void acceptConnections() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                connections.add(socket);
                daemon(provider() + " connection", () -> serve(socket));
            } catch (IOException e) {
                return; // Closed: the test is over.
            }
        }
    }

    private void serve(Socket socket) {
        new Connection(socket, this::reply).run();
        connections.remove(socket);
    }

    private Reply reply(ReceivedCall call) {
        try {
            authenticate(call);
            if (looks(call)) {
                Reply scripted = toLooks == null ? behaviour : toLooks;
                return scripted == null ? Reply.json(200, "{\"data\":[],\"modelSummaries\":[]}") : scripted;
            }
            if (strict) {
                judge(call);
            }
            Reply scripted = scripted(call);
            return scripted == null ? answer(call) : scripted;
        } catch (RequestRefused refused) {
            return refuse(call, refused);
        } catch (RuntimeException e) {
            return refuse(call, new RequestRefused(500, "fake_failed", null, "the fake failed: " + e));
        } finally {
            record(call);
        }
    }

    private @Nullable Reply scripted(ReceivedCall call) {
        Reply next = script.poll();
        if (next != null) {
            return next;
        }
        return prompted.entrySet().stream()
                .filter(entry -> call.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(behaviour);
    }

    private Reply refuse(ReceivedCall call, RequestRefused reason) {
        call.refused(reason);
        return refusal(reason);
    }

    private void record(ReceivedCall call) {
        synchronized (received) {
            (looks(call) ? looks : received).add(call);
            received.notifyAll();
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
