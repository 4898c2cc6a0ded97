package dev.serai.http;

import dev.serai.calls.Call;
import dev.serai.config.MappedModel;
import org.jspecify.annotations.Nullable;

/** What to ask for instead of a model that is retired. Stateless. */
final class Successor {
    private Successor() {}

    /** That of the model asked for, whichever one a policy has made of it, or null where it is not retired. */
    static @Nullable String of(Call call) {
        String asked = call.request().model();
        if (call.planned() && call.plan().model().name().equals(asked)) {
            return call.plan().model().successor();
        }
        return call.mapping().model(asked).map(MappedModel::successor).orElse(null);
    }
}
