package dev.serai.http;

/** Told of requests that the listener itself has answered: no route has seen them. Called on event loops; must not block. */
@FunctionalInterface
public interface Refusals {
    /**
     * The answer has left, or its connection.
     *
     * @param status that the client got
     * @param nanos from the request's head to the end of its answer
     */
    void refused(int status, long nanos);
}
