package dev.serai.dialects;

import dev.serai.config.Capability;
import dev.serai.config.ModelFacts;
import dev.serai.dialects.DialectTraits.Peculiarity;
import dev.serai.errors.GatewayException;

/**
 * Refuses what the catalogue, or the mapping's {@code capabilities}, know that the model can't do; of a model that neither
 * knows the provider will judge. Stateless.
 */
final class CapabilityCheck {
    private CapabilityCheck() {}

    static void verify(
            ChatRequest request, Conversation conversation, ToolOffer tools, ModelFacts facts, DialectTraits traits) {
        boolean calls = facts.can(Capability.TOOLS) && traits.longestToolName() > 0;
        if (!calls && tools.allowsCalls()) {
            String parameter = request.field("tools") == null ? "functions" : "tools";
            throw GatewayException.invalid("unsupported_parameter", parameter, "This model calls no tools.");
        }
        if (!facts.prefill() && conversation.endsWithPrefill()) {
            int last = request.tree().path("messages").size() - 1;
            throw GatewayException.invalid(
                    "unsupported_value",
                    "messages[" + last + "]",
                    "This model does not go on with an answer that was begun for it: let the user speak last.");
        }
        for (Part part : conversation.allParts()) {
            verify(part, facts, traits);
        }
    }

    private static void verify(Part part, ModelFacts facts, DialectTraits traits) {
        if (part instanceof Part.Image image && lacks(facts, Capability.VISION)) {
            throw noPictures(image.path());
        }
        if (part instanceof Part.RemoteImage image) {
            if (lacks(facts, Capability.VISION)) {
                throw noPictures(image.path());
            }
            if (!traits.remoteImages()) {
                throw GatewayException.invalid(
                        "unsupported_value",
                        image.path(),
                        "This provider fetches no images, and neither does the gateway: send it as a data: URL.");
            }
        }
        if (part instanceof Part.StoredFile file && !traits.has(Peculiarity.READS_GOOGLE_STORAGE)) {
            throw GatewayException.invalid(
                    "unsupported_value",
                    file.path(),
                    "This provider reads nothing from that store: send it as a data: URL.");
        }
        if (part instanceof Part.Audio audio && (!traits.has(Peculiarity.HEARS) || lacks(facts, Capability.AUDIO))) {
            throw GatewayException.invalid("unsupported_value", audio.path(), "This model does not listen to audio.");
        }
        if (part instanceof Part.Document document && lacks(facts, Capability.PDF)) {
            throw GatewayException.invalid("unsupported_value", document.path(), "This model reads no documents.");
        }
    }

    private static GatewayException noPictures(String path) {
        return GatewayException.invalid("unsupported_value", path, "This model sees no images.");
    }

    private static boolean lacks(ModelFacts facts, Capability capability) {
        return !facts.can(capability); // Of an unknown model everything is believed.
    }
}
