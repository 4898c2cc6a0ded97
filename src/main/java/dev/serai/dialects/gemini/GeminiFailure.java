package dev.serai.dialects.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.GoogleFailure;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.RetryAfter;
import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;
import java.time.Clock;

/** Where Gemini's errors stand: in an answer that is not 2xx, and in one that is. Stateless. */
final class GeminiFailure {
    private GeminiFailure() {}

    /** An answer that is not 2xx. */
    static ProviderFailure of(ProviderAnswer answer, Clock clock) {
        JsonNode error = GoogleFailure.error(ProviderJson.readOrMissing(answer.body()));
        return GoogleFailure.of(error, answer.status(), RetryAfter.seconds(answer, clock));
    }

    /**
     * A response that came with a 200, or in a stream.
     *
     * @throws ProviderException if it is an error all the same, or no JSON object
     */
    static JsonNode unlessError(byte[] json) {
        JsonNode response = ProviderJson.readOrMissing(json);
        JsonNode error = GoogleFailure.error(response);
        if (error.isObject()) {
            throw new ProviderException(GoogleFailure.of(error, 200, null));
        }
        return response.isObject() ? response : ProviderJson.object(json);
    }
}
