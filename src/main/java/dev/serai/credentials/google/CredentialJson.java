package dev.serai.credentials.google;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.credentials.CredentialsException;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * A member of a credential file, or the whole of it. It never quotes a value, which may be a secret. Immutable.
 *
 * @param what which part of the file it is, for messages
 */
record CredentialJson(JsonNode json, String what) {
    private static final String LACKS = "The Google credentials hold no %s in %s";

    String required(String name) {
        String value = optional(name, "");
        if (value.isBlank()) {
            throw new CredentialsException(LACKS.formatted(name, what));
        }
        return value;
    }

    String optional(String name, String otherwise) {
        JsonNode value = json.path(name);
        return value.isTextual() ? value.textValue() : otherwise;
    }

    CredentialJson part(String name) {
        JsonNode part = json.path(name);
        if (!part.isObject()) {
            throw new CredentialsException(LACKS.formatted(name, what));
        }
        return new CredentialJson(part, name);
    }

    /** An address to which secrets are sent. */
    URI address(String name, String otherwise) {
        try {
            URI address = new URI(optional(name, otherwise));
            if (address.getHost() != null
                    && ("https".equals(address.getScheme()) || "http".equals(address.getScheme()))) {
                return address;
            }
        } catch (URISyntaxException e) {
            throw new CredentialsException("The Google credentials have no URL as " + name + " in " + what, e);
        }
        throw new CredentialsException("The Google credentials have no URL as " + name + " in " + what);
    }
}
