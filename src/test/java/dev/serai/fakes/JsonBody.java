package dev.serai.fakes;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** Reads a request's body as strict providers do: one JSON object, sent as such, without doubled keys. */
final class JsonBody {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonBody() {}

    static JsonNode of(ReceivedCall call) {
        String contentType = String.valueOf(call.header("Content-Type"));
        Strict.check(contentType.startsWith("application/json"), "body", "content type is " + contentType);
        Strict.check(call.header("Content-Encoding") == null, "body", "content encoding is not supported");
        try {
            JsonNode body = JSON.readTree(call.body());
            Strict.check(body.isObject(), "body", "must be a JSON object");
            return body;
        } catch (IOException e) {
            throw RequestRefused.invalid("body", "could not parse the JSON body of your request");
        }
    }
}
