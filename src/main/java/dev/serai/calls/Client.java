package dev.serai.calls;

/** Whoever waits for an answer: an HTTP connection, or the route that embeds the gateway. */
public interface Client {

    /** A client that can't leave: the caller of an embedded gateway. */
    Client PRESENT = new Client() {
        @Override
        public boolean gone() {
            return false;
        }

        @Override
        public void onGone(Runnable action) {}
    };

    /** Whoever waits for an answer that another one's is made of: it leaves with that one. */
    static Client of(Client other) {
        return new Client() {
            @Override
            public boolean gone() {
                return other.gone();
            }

            @Override
            public void onGone(Runnable action) {
                other.onGone(action);
            }
        };
    }

    boolean gone();

    /** Runs the action, on any thread, once the client has left; at once if it has. */
    void onGone(Runnable action);
}
