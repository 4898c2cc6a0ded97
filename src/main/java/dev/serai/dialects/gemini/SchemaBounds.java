package dev.serai.dialects.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * A number's least and greatest value. Gemini knows only bounds that belong to the range: of a whole number the next one is
 * told, of any other the bound itself. Stateless.
 */
final class SchemaBounds {
    private SchemaBounds() {}

    static void tell(ObjectNode schema, boolean whole, ObjectNode told) {
        tell("minimum", tightest(schema, "minimum", "exclusiveMinimum", 1, whole), whole, told);
        tell("maximum", tightest(schema, "maximum", "exclusiveMaximum", -1, whole), whole, told);
    }

    /** @param inward 1 for the lower bound, -1 for the upper */
    private static @Nullable BigDecimal tightest(
            ObjectNode schema, String inclusive, String exclusive, int inward, boolean whole) {
        JsonNode bound = schema.path(inclusive);
        JsonNode beyond = schema.path(exclusive);
        BigDecimal tightest = null;
        if (bound.isNumber()) {
            boolean excluded = beyond.isBoolean() && beyond.asBoolean(); // So it was up to draft 4.
            tightest = within(bound.decimalValue(), inward, whole, excluded);
        }
        if (beyond.isNumber()) {
            BigDecimal other = within(beyond.decimalValue(), inward, whole, true);
            boolean tighter = tightest == null || other.compareTo(tightest) * inward > 0;
            tightest = tighter ? other : tightest;
        }
        return tightest;
    }

    private static BigDecimal within(BigDecimal bound, int inward, boolean whole, boolean excluded) {
        if (!whole) {
            return bound;
        }
        BigDecimal nearest = bound.setScale(0, inward > 0 ? RoundingMode.CEILING : RoundingMode.FLOOR);
        boolean onIt = excluded && nearest.compareTo(bound) == 0;
        return onIt ? nearest.add(BigDecimal.valueOf(inward)) : nearest;
    }

    private static void tell(String keyword, @Nullable BigDecimal bound, boolean whole, ObjectNode told) {
        if (bound != null) {
            told.set(keyword, whole ? BigIntegerNode.valueOf(bound.toBigInteger()) : DecimalNode.valueOf(bound));
        }
    }
}
