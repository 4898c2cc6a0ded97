package dev.serai.auth;

/** What came of looking at a key by itself, whoever's second factor may still be wanted. Immutable. */
sealed interface Judged {
    record Good(ApiKey key) implements Judged {}

    record Refused(Verdict verdict) implements Judged {}
}
