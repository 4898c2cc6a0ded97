package dev.serai.dialects.oci;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.DocumentFormat;
import dev.serai.dialects.Json;
import dev.serai.dialects.Part;
import dev.serai.dialects.RequestPlan;

/**
 * GENERIC's {@code messages}.
 *
 * @see <a href="https://docs.oracle.com/en-us/iaas/api/#/EN/generative-ai-inference/20231130/datatypes/Message">OCI:
 *     Message</a>
 */
final class GenericMessages extends Messages {
    GenericMessages(RequestPlan plan, ObjectNode chat) {
        super(plan, chat);
    }

    /** OpenAI's own models take the developer's word for what others call the system's. */
    @Override
    String systemRole() {
        return GenericRequest.isOpenAis(plan.target()) ? "DEVELOPER" : "SYSTEM";
    }

    @Override
    void content(Part part, ObjectNode content) {
        if (part instanceof Part.Text text) {
            Fields.text(content, text.text());
        } else if (part instanceof Part.Image image) {
            content.put(Fields.TYPE, "IMAGE")
                    .putObject("imageUrl")
                    .put("url", Fields.dataUrl(image.mediaType(), image.base64()));
        } else if (part instanceof Part.Audio audio) {
            content.put(Fields.TYPE, "AUDIO")
                    .putObject("audioUrl")
                    .put("url", Fields.dataUrl("audio/" + audio.format(), audio.base64()));
        } else if (part instanceof Part.Document document && document.format() == DocumentFormat.PDF) {
            content.put(Fields.TYPE, "DOCUMENT")
                    .putObject("documentUrl")
                    .put("url", Fields.dataUrl(document.format().mediaType(), document.base64()));
        } else {
            Fields.text(content, Readable.text(part));
        }
    }

    /** Flat, where OpenAI has a {@code function} around it. */
    @Override
    void call(Part.ToolCall call, String id, ObjectNode written) {
        written.put("id", id)
                .put(Fields.TYPE, "FUNCTION")
                .put("name", plan.names().providerName(call.name()))
                .put("arguments", Json.string(call.arguments()));
    }

    /** Beside calls the content is to be absent, not empty (the SDK's AssistantMessage). */
    @Override
    void nothingSaid(ObjectNode message) {}
}
