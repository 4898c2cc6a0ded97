package dev.serai.accounting;

/** Why a copy of a request was not sent to a shadow. */
public enum NotAsked {
    /** As many copies are under way as may be. */
    DROPPED,
    /** A key or a policy does not allow its provider. */
    NOT_ALLOWED,
    /** It is unconfigured, rests, its breaker is open, or the provider has its hands full. */
    UNAVAILABLE,
    /** It can't do what the request means. */
    INCAPABLE,
    /** The client itself got no answer that could be compared. */
    UNANSWERED
}
