package dev.serai.providers;

import dev.serai.config.ModelTarget;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a provider can be asked whether it lives, without a token being spent. */
@FunctionalInterface
public interface ProbeAddress {
    /** For types that have no such place. */
    ProbeAddress NONE = target -> null;

    /**
     * The question.
     *
     * @param target of the provider; its model means nothing
     * @return null where this provider can't be asked
     */
    @Nullable
    Question of(ModelTarget target);

    /**
     * A GET.
     *
     * @param url the whole of it
     * @param headers beside those that authenticate
     */
    record Question(String url, Map<String, String> headers) {
        public Question {
            headers = Map.copyOf(headers);
        }

        static Question at(String url) {
            return new Question(url, Map.of());
        }
    }
}
