package dev.serai.dialects.responses;

import dev.serai.errors.GatewayException;

/** The 400s for what a target can't do: the next one of the plan may. Stateless. */
final class Unserved {
    private Unserved() {}

    /** @param why goes behind a colon */
    static GatewayException parameter(String param, String why) {
        return GatewayException.invalid("unsupported_parameter", param, "'" + param + "' can't be served: " + why);
    }

    /** @param why goes behind a colon */
    static GatewayException value(String param, String value, String why) {
        return GatewayException.invalid(
                "unsupported_value", param, "'" + param + "': '" + shortened(value) + "' can't be served: " + why);
    }

    private static String shortened(String value) {
        return value.length() <= 64 ? value : value.substring(0, 64) + "…";
    }
}
