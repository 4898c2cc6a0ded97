package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;

/** What an array of tokens may hold. Stateless. */
final class TokenRules {
    /** No model reads so many; what is above is a mistake, or an attack. */
    private static final int MOST = 500_000;
    /** No vocabulary is so large. */
    private static final long LARGEST = Integer.MAX_VALUE;

    private TokenRules() {}

    static void check(JsonNode tokens, String param) {
        if (!tokens.isArray()) {
            throw FieldFaults.type(param, "an array of integers", tokens);
        }
        if (tokens.isEmpty()) {
            throw FieldFaults.emptyArray(param);
        }
        if (tokens.size() > MOST) {
            throw FieldFaults.arrayTooLong(param, MOST, tokens.size());
        }
        for (int i = 0; i < tokens.size(); i++) {
            token(tokens.get(i), param + "[" + i + "]");
        }
    }

    private static void token(JsonNode token, String param) {
        if (!token.isIntegralNumber()) {
            throw FieldFaults.type(param, "an integer", token);
        }
        if (token.decimalValue().signum() < 0) {
            throw FieldFaults.belowMinimum("integer", param, 0, token);
        }
        if (!token.canConvertToInt()) {
            throw FieldFaults.aboveMaximum("integer", param, LARGEST, token);
        }
    }
}
