package dev.serai.credentials.google;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.credentials.CredentialsException;
import dev.serai.credentials.TokenEndpoint;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The other issuer's token of an external account: in a file, read anew each time since it is rotated, or behind a URL; as it is,
 * or in a field of JSON. Thread-safe.
 */
final class SubjectToken {
    private final @Nullable Path file;
    private final @Nullable URI url;
    private final Map<String, String> headers;
    /** Empty: the token is the whole text. */
    private final String field;

    private final TokenEndpoint endpoint;

    private SubjectToken(
            @Nullable Path file, @Nullable URI url, Map<String, String> headers, String field, TokenEndpoint endpoint) {
        this.file = file;
        this.url = url;
        this.headers = headers;
        this.field = field;
        this.endpoint = endpoint;
    }

    /** @throws CredentialsException for sources that run programs, present certificates or sign requests to AWS */
    static SubjectToken of(CredentialJson source, TokenEndpoint endpoint) {
        String file = source.optional("file", "");
        String url = source.optional("url", "");
        if ((file.isEmpty() && url.isEmpty()) || source.json().has("environment_id")) {
            throw new CredentialsException("The Google credentials' credential_source is neither a file nor a url");
        }
        Map<String, String> headers = new HashMap<>();
        source.json()
                .path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        return new SubjectToken(
                file.isEmpty() ? null : Path.of(file),
                url.isEmpty() ? null : source.address("url", ""),
                headers,
                field(source),
                endpoint);
    }

    private static String field(CredentialJson source) {
        JsonNode format = source.json().path("format");
        return format.path("type").asText("text").equals("json")
                ? new CredentialJson(format, "format").required("subject_token_field_name")
                : "";
    }

    /** The token as it stands there now. */
    String value() throws IOException {
        byte[] text = url == null ? read() : endpoint.getText(url, headers).getBytes(StandardCharsets.UTF_8);
        String token = field.isEmpty()
                ? new String(text, StandardCharsets.UTF_8).strip()
                : CredentialFile.parse(text).required(field);
        if (token.isEmpty()) {
            throw new CredentialsException("The token to be exchanged at Google is empty");
        }
        return token;
    }

    private byte[] read() {
        try {
            return Files.readAllBytes(Objects.requireNonNull(file));
        } catch (IOException e) {
            throw new CredentialsException("The token to be exchanged at Google can't be read", e);
        }
    }
}
