package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * What stands in an error's {@code details}.
 *
 * @see <a href="https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto">google.rpc error
 *     details</a>
 */
final class GoogleErrorDetails {
    private static final BigDecimal MOST_SECONDS = BigDecimal.valueOf(Integer.MAX_VALUE);
    private static final int LONGEST_NUMBER = 20;

    private GoogleErrorDetails() {}

    /** {@code RetryInfo.retryDelay}, as {@code 12.3s}, in whole seconds, rounded up; null if it is not there. */
    static @Nullable Integer retryDelay(JsonNode error) {
        String delay = ProviderJson.textOrEmpty(detail(error, "google.rpc.RetryInfo"), "retryDelay");
        if (!delay.endsWith("s") || delay.length() > LONGEST_NUMBER) {
            return null;
        }
        try {
            BigDecimal seconds = new BigDecimal(delay.substring(0, delay.length() - 1));
            return seconds.max(BigDecimal.ZERO)
                    .min(MOST_SECONDS)
                    .setScale(0, RoundingMode.CEILING)
                    .intValueExact();
        } catch (NumberFormatException notADuration) {
            return null;
        }
    }

    /** Whether the quota of a whole day is used up: waiting a minute does not help. */
    static boolean dayIsSpent(JsonNode error) {
        for (JsonNode violation : detail(error, "google.rpc.QuotaFailure").path("violations")) {
            String quota = violation.path("quotaId").asText()
                    + violation.path("subject").asText();
            if (quota.contains("PerDay")) {
                return true;
            }
        }
        return false;
    }

    static boolean hasReason(JsonNode error, String reason) {
        return detail(error, "google.rpc.ErrorInfo").path("reason").asText().equals(reason);
    }

    private static JsonNode detail(JsonNode error, String type) {
        for (JsonNode detail : error.path("details")) {
            if (detail.path("@type").asText().endsWith("/" + type)) {
                return detail;
            }
        }
        return MissingNode.getInstance();
    }
}
