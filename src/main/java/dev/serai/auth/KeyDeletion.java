package dev.serai.auth;

/** What became of a key that was to be deleted. */
public enum KeyDeletion {
    DELETED,
    /** It is there still: keys that it made would have stopped with it, and that was not wanted. */
    HAS_MADE,
    /** Somebody else was first; known for as long as the audit has the row that says so. */
    DELETED_BEFORE,
    UNKNOWN
}
