package dev.serai.accounting;

import dev.serai.calls.Attempt;
import dev.serai.calls.Call;
import dev.serai.config.ModelPolicies.TrafficShare;
import dev.serai.config.ModelTarget;
import java.util.Optional;

/** Which of the two groups of a model with a canary a request was in, and what became of it there. Pure functions. */
final class CanaryGroups {
    private static final int LEFT = 499;
    private static final int FAILED = 400;

    private CanaryGroups() {}

    /**
     * A request's place.
     *
     * @param group {@code canary}: the canary was called; {@code others}
     * @param outcome {@code answered} by whom the group is named after, {@code fell_back} from the canary to others,
     *     {@code failed}, or {@code left} by the client
     */
    record Place(String group, String outcome) {}

    /** Empty where the model has no canary, or nobody was called. */
    static Optional<Place> of(Call call, int status) {
        TrafficShare canary = call.planned() ? call.plan().model().policies().canary() : null;
        Attempt last = call.attempts().lastSent();
        if (canary == null || last == null) {
            return Optional.empty();
        }
        boolean tried = call.attempts().stream().anyMatch(attempt -> attempt.sent() && is(attempt, canary.target()));
        return Optional.of(
                new Place(tried ? "canary" : "others", outcome(call, status, tried && !is(last, canary.target()))));
    }

    private static String outcome(Call call, int status, boolean fellBack) {
        if (status == LEFT) {
            return "left";
        }
        if (status >= FAILED || call.outcome().brokenStream()) {
            return "failed";
        }
        return fellBack ? "fell_back" : "answered";
    }

    private static boolean is(Attempt attempt, ModelTarget canary) {
        return attempt.target().provider().name().equals(canary.provider().name())
                && attempt.target().model().equals(canary.model());
    }
}
