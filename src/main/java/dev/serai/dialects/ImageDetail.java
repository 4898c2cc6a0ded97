package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;

/** {@code image_url.detail}, how closely a picture is to be looked at: few providers can be told. Stateless. */
public final class ImageDetail {
    /** What leaves it to the model, which is all the same to a provider that can't be told. */
    public static final String AUTO = "auto";

    /** Its name where it was left out. */
    public static final String PARAMETER = "messages[].content[].image_url.detail";

    private ImageDetail() {}

    /** Names it, if a picture's was left out. */
    public static void leftOut(RequestPlan plan) {
        if (wanted(plan.request().tree().path("messages"))) {
            plan.dropped().leftOut(PARAMETER);
        }
    }

    private static boolean wanted(JsonNode messages) {
        for (JsonNode message : messages) {
            for (JsonNode part : message.path("content")) {
                if (!part.path("image_url").path("detail").asText(AUTO).equals(AUTO)) {
                    return true;
                }
            }
        }
        return false;
    }
}
