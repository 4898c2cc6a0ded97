package dev.serai.auth;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** The ways in that {@code AUTH_MODE} names, in its order, and which of them tells who calls. Thread-safe. */
final class WaysIn {
    private static final CompletionStage<Verdict> CONFLICT = CompletableFuture.completedFuture(Refusals.CONFLICT);

    private final List<Authentication> ways;
    private final DenyFile denied;
    private final String challenge;

    /** @param denied whom none of them lets in */
    WaysIn(List<Authentication> ways, DenyFile denied) {
        this.ways = List.copyOf(ways);
        this.denied = denied;
        this.challenge = ways.stream().map(Authentication::challenge).distinct().collect(Collectors.joining(", "));
    }

    /** Who calls, or why nobody is let in. */
    CompletionStage<Verdict> judge(Credentials credentials, String address) {
        return conflicting(credentials) ? CONFLICT : judge(0, credentials, address, Refusals.NOTHING_SHOWN);
    }

    /**
     * Keys of others beside ours, and made-up ones, are nothing; two that could be ours leave it open who calls. A session may stand
     * beside its key, but not beside a token of somebody else's.
     */
    private boolean conflicting(Credentials shown) {
        if (shown.keys().size() + shown.sessions().size() < 2) {
            return false;
        }
        List<String> ours =
                shown.keys().stream().filter(this::recognises).limit(2).toList();
        return ours.size() > 1
                || (ours.size() == 1
                        && ways.stream().anyMatch(way -> way.recognises(ours.get(0)) && way.standsAlone())
                        && shown.sessions().stream().anyMatch(this::recognises));
    }

    private boolean recognises(String key) {
        return ways.stream().anyMatch(way -> way.recognises(key));
    }

    /** From one way on; what is told if no way lets anybody in is the most telling refusal, of several the first. */
    private CompletionStage<Verdict> judge(int first, Credentials credentials, String address, Verdict before) {
        if (first == ways.size()) {
            return CompletableFuture.completedFuture(before);
        }
        CompletionStage<Verdict> judged = ways.get(first).judge(credentials, address);
        return judged == null
                ? judge(first + 1, credentials, address, before)
                : judged.thenCompose(verdict -> verdict instanceof Verdict.Welcome welcome
                        ? CompletableFuture.completedFuture(denied.denies(welcome.caller()) ? Refusals.DENIED : verdict)
                        : judge(first + 1, credentials, address, Refusals.telling(before, verdict)));
    }

    /** What {@code WWW-Authenticate} says of all of them. */
    String challenge() {
        return challenge;
    }

    /** Whether any has something to tell callers by. */
    boolean usable() {
        return ways.stream().anyMatch(Authentication::usable);
    }

    /** Whether there is none but that of our own keys. */
    boolean areKeysAlone() {
        return ways.size() == 1 && ways.get(0) instanceof ApiKeyAuthentication;
    }
}
