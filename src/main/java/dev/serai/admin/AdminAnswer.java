package dev.serai.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a request of the admin API is answered with. Immutable, but for the body, which nobody changes.
 *
 * @param headers beside the content type; nothing of it may be kept by anybody, which needs no saying here
 */
public record AdminAnswer(int status, String contentType, byte[] body, Map<String, String> headers) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    public AdminAnswer {
        headers = Map.copyOf(headers);
    }

    public static AdminAnswer json(JsonNode body) {
        return json(200, body);
    }

    public static AdminAnswer json(int status, JsonNode body) {
        try {
            return new AdminAnswer(status, "application/json", JSON.writeValueAsBytes(body), Map.of());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree can always be written", e);
        }
    }

    public AdminAnswer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new AdminAnswer(status, contentType, body, more);
    }
}
