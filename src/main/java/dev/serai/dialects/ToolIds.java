package dev.serai.dialects;

import java.util.regex.Pattern;

/**
 * The ids of tool calls in a form that the target takes. An id that fits stays as it is; another becomes a hash of itself,
 * so that the call and its result agree in this attempt and in the next one, without anything being remembered. Nothing is
 * ever cut: two ids may begin alike (vercel/ai#16406).
 */
public enum ToolIds {
    /** Claude's form, which is inside of Bedrock's: {@code [a-zA-Z0-9_.:-]{1,64}}. */
    WORD("[a-zA-Z0-9_-]{1,64}") {
        @Override
        String hashed(String id) {
            return "call_" + Digest.alphanumeric(id, 24);
        }
    },
    /** Mistral's: exactly nine letters and digits. */
    NINE("[a-zA-Z0-9]{9}") {
        @Override
        String hashed(String id) {
            return Digest.alphanumeric(id, 9);
        }
    };

    private final Pattern form;

    ToolIds(String form) {
        this.form = Pattern.compile(form);
    }

    abstract String hashed(String id);

    /** The provider's id for the client's. */
    public String providerId(String clientId) {
        return form.matcher(clientId).matches() ? clientId : hashed(clientId);
    }
}
