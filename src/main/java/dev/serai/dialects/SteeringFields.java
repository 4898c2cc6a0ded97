package dev.serai.dialects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Fields by which a body would choose where a gateway connects, or with whose credentials. Upstreams come from the
 * configuration alone (CVE-2024-6587 is what happens otherwise), so these are refused, not ignored.
 */
public final class SteeringFields {
    private static final Set<String> NAMES = Set.of(
            "api_base",
            "base_url",
            "api_key",
            "extra_headers",
            "custom_llm_provider",
            "mock_response",
            "user_config",
            "fallbacks",
            "custom_host",
            "endpoint");
    private static final List<String> PREFIXES = List.of("aws_", "vertex_");

    private SteeringFields() {}

    public static void refuse(ObjectNode request) {
        for (Iterator<String> names = request.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (NAMES.contains(name) || hasPrefix(name)) {
                throw FieldFaults.unknown(name);
            }
        }
    }

    private static boolean hasPrefix(String name) {
        for (String prefix : PREFIXES) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
