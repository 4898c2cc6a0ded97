package dev.serai.limits;

/** Nobody can count now. */
final class LimitsUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LimitsUnavailableException() {
        super("The limits can't be counted", null, false, false);
    }
}
