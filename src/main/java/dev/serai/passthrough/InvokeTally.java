package dev.serai.passthrough;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.Usage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * InvokeModel's, whatever the model: in headers, or for streams in the metrics that Bedrock adds to the last chunk. That the
 * counts leave the cache out, as Converse's do, is a guess: the page does not say.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html">Bedrock: InvokeModel</a>
 */
final class InvokeTally implements UsageTally {
    private static final String METRICS = "amazon-bedrock-invocationMetrics";
    private static final String HEADER = "x-amzn-bedrock-";

    private Usage usage = Usage.UNREPORTED;

    @Override
    public void headers(Map<String, String> headers) {
        String input = headers.get(HEADER + "input-token-count");
        String output = headers.get(HEADER + "output-token-count");
        if (input != null || output != null) {
            usage = of(
                    count(input),
                    count(headers.get(HEADER + "cache-read-input-token-count")),
                    count(headers.get(HEADER + "cache-write-input-token-count")),
                    count(output));
        }
    }

    @Override
    public void add(JsonNode answer) {
        JsonNode metrics = answer.path(METRICS);
        if (metrics.hasNonNull("inputTokenCount") || metrics.hasNonNull("outputTokenCount")) {
            usage = of(
                    ProviderJson.count(metrics, "inputTokenCount"),
                    ProviderJson.count(metrics, "cacheReadInputTokenCount"),
                    ProviderJson.count(metrics, "cacheWriteInputTokenCount"),
                    ProviderJson.count(metrics, "outputTokenCount"));
        }
    }

    @Override
    public Usage usage() {
        return usage;
    }

    private static Usage of(long input, long cacheRead, long cacheWrite, long output) {
        return new Usage(true, input, cacheRead, cacheWrite, 0, output, 0, "");
    }

    private static long count(@Nullable String header) {
        if (header == null || header.isEmpty() || header.length() > 12) {
            return 0;
        }
        for (int i = 0; i < header.length(); i++) {
            if (header.charAt(i) < '0' || header.charAt(i) > '9') {
                return 0;
            }
        }
        return Long.parseLong(header);
    }
}
