package dev.serai.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Takes from a provider's model id what does not tell the model: regions, vendors, dates, versions. Bedrock's
 * {@code eu.anthropic.claude-sonnet-4-5-20250929-v1:0}, Vertex's {@code claude-sonnet-4-5@20250929} and Anthropic's
 * {@code claude-sonnet-4-5-20250929} all come down to {@code claude-sonnet-4-5}.
 */
final class ModelIds {
    /** Cross-region inference profiles: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html */
    private static final Pattern REGION = Pattern.compile("^(us-gov|us|eu|apac|jp|au|ca|global)\\.");

    private static final Pattern VENDOR = Pattern.compile(
            "^(anthropic|amazon|meta|mistral|cohere|ai21|deepseek|openai|xai|google|ibm|qwen|writer|stability|twelvelabs)\\.");
    private static final Pattern FINE_TUNED = Pattern.compile("^ft:([^:]+).*$");
    /** Cut from the end, one after the other. */
    private static final Pattern TAIL = Pattern.compile(
            "(@[^@]*|:[0-9a-z]+|-v\\d+|-\\d{4}-\\d{2}-\\d{2}|-\\d{2}-\\d{2,4}|-\\d{8}|-\\d{3,4}|-latest|-preview|-maas)$");

    private ModelIds() {}

    /** The id and what is left of it by steps, longest first, in lower case. */
    static List<String> stems(String id) {
        String stem = withoutPrefix(id.toLowerCase(Locale.ROOT));
        List<String> stems = new ArrayList<>(4);
        while (!stem.isEmpty()) {
            stems.add(stem);
            String shorter = TAIL.matcher(stem).replaceFirst("");
            if (shorter.length() == stem.length()) {
                break;
            }
            stem = shorter;
        }
        return stems;
    }

    /** Bedrock's region prefix ({@code eu}, {@code global} …), or empty. */
    static String region(String id) {
        var matcher = REGION.matcher(id.substring(id.lastIndexOf('/') + 1));
        return matcher.find() ? matcher.group(1) : "";
    }

    private static String withoutPrefix(String id) {
        // ARNs of inference profiles end in the id; Vertex, watsonx and others name the vendor before a slash.
        String last = id.substring(id.lastIndexOf('/') + 1);
        String tuned = FINE_TUNED.matcher(last).replaceFirst("$1");
        return VENDOR.matcher(REGION.matcher(tuned).replaceFirst("")).replaceFirst("");
    }
}
