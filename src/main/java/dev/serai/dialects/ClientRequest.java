package dev.serai.dialects;

/** What a client asked for, as far as the road has to know it, whatever endpoint it came by. Immutable. */
public interface ClientRequest {

    /** The model asked for, as the client wrote it. */
    String model();

    /** Whether an answer event by event is asked for. */
    boolean stream();

    /** The field that holds what the model reads: the one to blame where that is too long. */
    default String promptField() {
        return "messages";
    }
}
