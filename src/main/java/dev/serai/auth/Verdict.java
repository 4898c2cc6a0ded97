package dev.serai.auth;

import dev.serai.errors.GatewayError;

/** What came of looking at credentials: a caller, or why there is none. Immutable. */
public sealed interface Verdict {
    /** Known, and may come in. */
    record Welcome(Caller caller) implements Verdict {}

    /** Nobody who may come in, or nobody can say. */
    record Refusal(GatewayError error) implements Verdict {}
}
