package dev.serai.limits;

/**
 * What a call takes of one limit. Immutable.
 *
 * @param scope whose limit it is
 * @param limit how much may be taken at a time
 * @param amount of it that the call takes
 */
record Claim(Scope scope, LimitKind kind, long limit, long amount) {
    /** The name under which it is counted. */
    String meter() {
        return scope.id() + "|" + kind.label();
    }
}
