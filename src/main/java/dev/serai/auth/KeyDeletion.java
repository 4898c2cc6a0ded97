package dev.serai.auth;

/**
 * What became of a key that was to be deleted. Immutable.
 *
 * @param made how many keys that it made, and that have not expired, are why it is there still; else 0
 */
public record KeyDeletion(Outcome outcome, int made) {
    static final KeyDeletion DELETED = new KeyDeletion(Outcome.DELETED, 0);
    static final KeyDeletion DELETED_BEFORE = new KeyDeletion(Outcome.DELETED_BEFORE, 0);
    static final KeyDeletion UNKNOWN = new KeyDeletion(Outcome.UNKNOWN, 0);

    /** How it ended. */
    public enum Outcome {
        DELETED,
        /** It is there still: keys that it made would have stopped with it, and that was not wanted. */
        HAS_MADE,
        /** Somebody else was first; known for as long as the audit has the row that says so. */
        DELETED_BEFORE,
        UNKNOWN
    }

    static KeyDeletion hasMade(int made) {
        return new KeyDeletion(Outcome.HAS_MADE, made);
    }
}
