package dev.serai.dialects.watsonx;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.ProviderWords;
import java.time.DateTimeException;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What stands around the choices of an answer, or of one of its events. Stateless. */
final class WatsonxHead {
    private static final Logger LOG = LoggerFactory.getLogger(WatsonxHead.class);

    private WatsonxHead() {}

    /** The answer's id, or another where it has none. */
    static String id(JsonNode answer, String otherwise) {
        String id = ProviderJson.textOrEmpty(answer, "id");
        return id.isEmpty() ? otherwise : id;
    }

    /** The context of an answer that was made when the provider says. */
    static AnswerContext dated(AnswerContext context, JsonNode answer) {
        JsonNode created = answer.path("created");
        if (created.isIntegralNumber() && created.canConvertToLong()) {
            return context.createdAt(created.longValue());
        }
        try {
            return context.createdAt(Instant.parse(ProviderJson.textOrEmpty(answer, "created_at"))
                    .getEpochSecond());
        } catch (DateTimeException notADate) {
            return context;
        }
    }

    /** Deprecations and such are the operator's business, not the client's. */
    static void logWarnings(JsonNode answer) {
        if (LOG.isDebugEnabled()) {
            answer.path("system")
                    .path("warnings")
                    .forEach(warning -> LOG.debug(
                            "watsonx.ai warns: {}",
                            ProviderWords.clean(warning.path("message").asText())));
        }
    }
}
