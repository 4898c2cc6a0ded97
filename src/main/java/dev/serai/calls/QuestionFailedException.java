package dev.serai.calls;

/** What was asked within another call has no answer. The client of that one has not asked it, and is told nothing of why. */
public final class QuestionFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    public QuestionFailedException(Exception cause) {
        super("What was asked within another call has no answer: " + cause.getMessage(), cause);
    }
}
