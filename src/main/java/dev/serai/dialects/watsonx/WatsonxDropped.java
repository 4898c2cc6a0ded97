package dev.serai.dialects.watsonx;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.ImageDetail;
import dev.serai.dialects.RequestPlan;
import java.util.List;

/** Names what watsonx.ai has no field for, and what was therefore left out. Stateless. */
final class WatsonxDropped {
    private static final List<String> HINTS = List.of("user", "safety_identifier", "metadata");

    private WatsonxDropped() {}

    static void name(RequestPlan plan) {
        for (String hint : HINTS) {
            JsonNode value = plan.request().field(hint);
            if (value != null && !(value.isObject() && value.isEmpty())) {
                plan.dropped().leftOut(hint);
            }
        }
        JsonNode tier = plan.request().field("service_tier");
        if (tier != null && !tier.asText().equals("auto")) {
            plan.dropped().leftOut("service_tier");
        }
        if (!plan.tools().parallel() && plan.tools().allowsCalls()) {
            plan.dropped().leftOut("parallel_tool_calls");
        }
        ImageDetail.leftOut(plan);
    }
}
