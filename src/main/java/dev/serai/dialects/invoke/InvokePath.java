package dev.serai.dialects.invoke;

import dev.serai.config.ModelTarget;
import dev.serai.dialects.PathSegment;

/** Where InvokeModel is, below the runtime's host. */
final class InvokePath {
    private InvokePath() {}

    static String of(ModelTarget target, boolean stream) {
        return "/model/" + PathSegment.of(target.model()) + (stream ? "/invoke-with-response-stream" : "/invoke");
    }
}
