package dev.serai.dialects.oci;

import dev.serai.dialects.Part;
import dev.serai.errors.GatewayException;

/** What can be told as text where a format has nothing else for it. Stateless. */
final class Readable {
    private Readable() {}

    /**
     * A text, or the text of a document that is one.
     *
     * @throws GatewayException 400 for pictures, for documents that are no text, and for texts that are not UTF-8
     */
    static String text(Part part) {
        if (part instanceof Part.Text text) {
            return text.text();
        }
        if (part instanceof Part.Document document) {
            if (document.format().isText()) {
                return document.text();
            }
            throw unsayable(document.path(), "This provider can't be given documents of this kind for this model.");
        }
        if (part instanceof Part.Image image) {
            throw unsayable(image.path(), "This provider can't be given images for this model.");
        }
        throw new IllegalStateException("a part that the plan should have refused");
    }

    private static GatewayException unsayable(String path, String message) {
        return GatewayException.invalid("unsupported_value", path, message);
    }
}
