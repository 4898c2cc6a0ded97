package dev.serai.dialects.watsonx;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.PathSegment;
import org.jspecify.annotations.Nullable;

/**
 * What is asked: a model on the account of a project or a deployment space, or a deployment, which knows all that itself.
 * Immutable.
 *
 * @see <a href="https://cloud.ibm.com/apidocs/watsonx-ai#deployments-text-chat">watsonx.ai: chat with a deployment</a>
 */
record WatsonxAsset(ModelTarget target) {
    /** The date of the API that IBM's own SDKs' examples ask for; everything that is written here is in it. */
    private static final String VERSION = "2024-05-31";

    /** @param operation {@code chat} or {@code generation} */
    String path(String operation, boolean stream) {
        String deployment = ofEntry("deployment");
        return (deployment == null ? "/ml/v1/text/" : "/ml/v1/deployments/" + PathSegment.of(deployment) + "/text/")
                + operation
                + (stream ? "_stream" : "")
                + "?version="
                + PathSegment.of(version());
    }

    private String version() {
        String ofProvider = ofProvider("api_version");
        return target.setting("api_version", ofProvider == null ? VERSION : ofProvider);
    }

    /** Writes the model, and exactly one of project and space; a deployment refuses all three. */
    void identify(ObjectNode body) {
        if (ofEntry("deployment") != null) {
            return;
        }
        body.put("model_id", target.model());
        String project = ofEntry("project_id");
        String space = ofEntry("space_id");
        if (project == null && space == null) {
            project = ofProvider("project_id");
            space = ofProvider("space_id");
        }
        if (project != null) {
            body.put("project_id", project);
        } else {
            body.put("space_id", space);
        }
    }

    private @Nullable String ofEntry(String key) {
        Object value = target.settings().get(key);
        return value == null ? null : value.toString();
    }

    private @Nullable String ofProvider(String key) {
        Object value = target.provider().settings().get(key);
        return value == null ? null : value.toString();
    }
}
