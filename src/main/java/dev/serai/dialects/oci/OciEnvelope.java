package dev.serai.dialects.oci;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.Json;
import dev.serai.dialects.ProviderRequest;
import dev.serai.dialects.RequestPlan;
import java.util.Map;

/**
 * What OCI's chat operation wants around every format: who pays, and which model serves. Stateless.
 *
 * @see <a href="https://docs.oracle.com/en-us/iaas/api/#/EN/generative-ai-inference/20231130/datatypes/ChatDetails">OCI:
 *     ChatDetails</a>
 */
final class OciEnvelope {
    private static final String PATH = "/20231130/actions/chat";
    private static final String ENDPOINT = "ocid1.generativeaiendpoint.";

    private OciEnvelope() {}

    static ProviderRequest around(ObjectNode chatRequest, RequestPlan plan) {
        ObjectNode details = Json.object().put("compartmentId", compartment(plan.target()));
        servingMode(plan.target(), details.putObject("servingMode"));
        if (plan.request().stream()) {
            chatRequest.put("isStream", true);
            // Asked for even where the client does not: the books need it.
            chatRequest.putObject("streamOptions").put("isIncludeUsage", true);
        }
        details.set("chatRequest", chatRequest);
        return plan.written(PATH, Map.of(), Json.bytes(details));
    }

    static String compartment(ModelTarget target) {
        Object ofProvider = target.provider().settings().get("compartment_id");
        String compartment = target.setting("compartment_id", ofProvider == null ? "" : ofProvider.toString());
        if (compartment.isEmpty()) {
            throw new IllegalStateException("The provider " + target.provider().name() + " has no compartment_id");
        }
        return compartment;
    }

    /** A dedicated cluster's endpoint is called by its OCID: as {@code deployment}, or as the model itself. */
    static void servingMode(ModelTarget target, ObjectNode mode) {
        String endpoint = target.setting("deployment", target.model().startsWith(ENDPOINT) ? target.model() : "");
        if (endpoint.isEmpty()) {
            mode.put("servingType", "ON_DEMAND").put("modelId", target.model());
        } else {
            mode.put("servingType", "DEDICATED").put("endpointId", endpoint);
        }
    }
}
