package dev.serai.auth;

/** What became of a key that was to be deleted. */
public enum KeyDeletion {
    DELETED,
    /** Somebody else was first; known for as long as the audit has the row that says so. */
    DELETED_BEFORE,
    UNKNOWN
}
