package dev.serai.dialects.oci;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.Json;
import dev.serai.dialects.Part;
import dev.serai.dialects.RequestPlan;
import java.util.Locale;

/**
 * COHEREV2's {@code messages}.
 *
 * @see <a href="https://docs.oracle.com/en-us/iaas/api/#/EN/generative-ai-inference/20231130/datatypes/CohereMessageV2">OCI:
 *     CohereMessageV2</a>
 */
final class CohereMessages extends Messages {
    CohereMessages(RequestPlan plan, ObjectNode chat) {
        super(plan, chat);
    }

    @Override
    String systemRole() {
        return "SYSTEM";
    }

    @Override
    void content(Part part, ObjectNode content) {
        if (part instanceof Part.Image image) {
            ObjectNode url = content.put(Fields.TYPE, "IMAGE_URL")
                    .putObject("imageUrl")
                    .put("url", Fields.dataUrl(image.mediaType(), image.base64()));
            if (image.detail() != null) {
                url.put("detail", image.detail().toUpperCase(Locale.ROOT));
            }
        } else {
            Fields.text(content, Readable.text(part));
        }
    }

    @Override
    void call(Part.ToolCall call, String id, ObjectNode written) {
        written.put("id", id)
                .put(Fields.TYPE, "FUNCTION")
                .putObject("function")
                .put("name", plan.names().providerName(call.name()))
                .put("arguments", Json.string(call.arguments()));
    }

    /** Content is required, and a blank is what langchain-oracle found to be taken for none. */
    @Override
    void nothingSaid(ObjectNode message) {
        Fields.text(message.putArray(Fields.CONTENT).addObject(), " ");
    }
}
