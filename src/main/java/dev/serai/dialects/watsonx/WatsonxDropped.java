package dev.serai.dialects.watsonx;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.RequestPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        if (wantsDetail(plan.request().field("messages"))) {
            plan.dropped().leftOut("messages[].content[].image_url.detail");
        }
    }

    /** Whether a picture is to be looked at in another way than the model's own, which is what {@code auto} means. */
    private static boolean wantsDetail(@Nullable JsonNode messages) {
        if (messages == null) {
            return false;
        }
        for (JsonNode message : messages) {
            for (JsonNode part : message.path("content")) {
                if (!part.path("image_url").path("detail").asText("auto").equals("auto")) {
                    return true;
                }
            }
        }
        return false;
    }
}
