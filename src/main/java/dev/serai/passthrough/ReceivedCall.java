package dev.serai.passthrough;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A native call as it came in.
 *
 * @param path as it stood in the request line
 * @param query likewise, without its question mark; null where there was none
 * @param headers by name, several of a name joined by commas
 * @param contentType or null
 * @param json whether the content type says UTF-8 JSON
 * @param body may be empty
 */
public record ReceivedCall(
        String method,
        String path,
        @Nullable String query,
        Map<String, String> headers,
        @Nullable String contentType,
        boolean json,
        byte[] body) {

    /** The same with another path and body, both made of this one's body. */
    ReceivedCall with(String otherPath, byte[] otherBody) {
        return new ReceivedCall(method, otherPath, query, headers, "application/json", true, otherBody);
    }
}
