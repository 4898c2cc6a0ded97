package dev.serai.dialects.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.MessagesRequest;
import dev.serai.dialects.StrictJson;
import dev.serai.errors.GatewayException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a client's Messages request: strictly as JSON first, then field by field. Stateless and thread-safe. */
public final class MessagesRequestReader {
    private static final Pattern VERSION = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern BETA = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}");
    private static final int MOST_BETAS = 32;

    /**
     * Reads and checks a request.
     *
     * @param body UTF-8 JSON, already held to the body limit; kept, and not to be changed any more
     * @param version the header {@code anthropic-version}, null where the client sent none
     * @param beta the header {@code anthropic-beta}, null where the client sent none
     * @throws GatewayException 400 that names the first fault, in the order of the contract: JSON, {@code model}, the
     *     other fields
     */
    public MessagesRequest read(byte[] body, @Nullable String version, @Nullable String beta) {
        StrictJson.Document document = StrictJson.read(body);
        ObjectNode tree = document.tree();
        MessagesRules.check(tree);
        return request(document, version, beta);
    }

    /** A request with what its headers say. */
    static MessagesRequest request(StrictJson.Document document, @Nullable String version, @Nullable String beta) {
        ObjectNode tree = document.tree();
        return new MessagesRequest(
                document.bytes(),
                tree,
                document.fields(),
                tree.get("model").textValue(),
                tree.path("stream").booleanValue(),
                version(version),
                betas(beta));
    }

    private static @Nullable String version(@Nullable String header) {
        if (header != null && !VERSION.matcher(header.strip()).matches()) {
            throw GatewayException.invalid(
                    "invalid_value",
                    "anthropic-version",
                    "The header anthropic-version is a date, such as 2023-06-01.");
        }
        return header == null ? null : header.strip();
    }

    private static List<String> betas(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return List.of();
        }
        List<String> betas = Arrays.stream(header.split(",", MOST_BETAS + 1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
        if (!betas.stream().allMatch(name -> BETA.matcher(name).matches())) {
            throw GatewayException.invalid(
                    "invalid_value",
                    "anthropic-beta",
                    "The header anthropic-beta lists names of letters, digits, dots and hyphens, with commas between.");
        }
        return betas;
    }
}
