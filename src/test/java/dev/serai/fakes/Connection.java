package dev.serai.fakes;

import java.io.IOException;
import java.net.Socket;
import java.time.Instant;
import java.util.function.Function;

/**
 * One connection to a fake provider. Its own thread only reads, so that it notices the peer leaving while the reply is still being
 * played on a second one.
 */
final class Connection implements Runnable {
    private final Socket socket;
    private final Function<ReceivedCall, Reply> provider;

    Connection(Socket socket, Function<ReceivedCall, Reply> provider) {
        this.socket = socket;
        this.provider = provider;
    }

    @Override
    public void run() {
        try (socket) {
            serve(new RequestReader(socket.getInputStream()));
        } catch (IOException e) {
            // A connection that breaks between two calls, or within the head of one, is of no interest to a test.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(RequestReader requests) throws IOException, InterruptedException {
        boolean reusable = requests.awaitNext();
        while (reusable) {
            ReceivedCall call = requests.read();
            Playing playing = new Playing(call);
            playing.start();
            reusable = peerStays(requests) ? playing.awaitEnd() : playing.breakOff(Instant.now());
        }
    }

    private static boolean peerStays(RequestReader requests) {
        try {
            return requests.awaitNext();
        } catch (IOException e) {
            return false; // Reset by the peer, or closed by the reply itself: the playing knows which.
        }
    }

    /** A reply being played on a thread of its own. */
    private final class Playing extends Thread {
        private final ReceivedCall call;
        private volatile boolean ended;
        private volatile boolean reusable;

        Playing(ReceivedCall call) {
            super("reply to " + call);
            this.call = call;
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                reusable = new ReplyPlayer(socket, provider.apply(call)).play();
                ended = true;
                call.answeredWhole();
                if (!reusable) {
                    socket.close();
                }
            } catch (IOException | InterruptedException e) {
                reusable = false; // The peer left: its own thread says when.
            }
        }

        boolean awaitEnd() throws InterruptedException {
            join();
            return reusable;
        }

        /** The connection is gone: whether that cut the reply short is what the call wants to know. */
        boolean breakOff(Instant when) throws IOException, InterruptedException {
            interrupt();
            socket.close();
            join();
            if (!ended) {
                call.abandoned(when);
            }
            return false;
        }
    }
}
