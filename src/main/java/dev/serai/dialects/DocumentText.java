package dev.serai.dialects;

import dev.serai.errors.GatewayException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Base64;
import java.util.List;

/**
 * The text of a document that is one: in what its byte order mark says, else in what the client says, else in UTF-8. Of other
 * encodings nobody could tell which it is, and a model would be told other signs than the client's. Stateless.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3629#section-6">RFC 3629: byte order marks</a>
 */
final class DocumentText {
    /** The longer ones first: the mark of UTF-16LE begins that of UTF-32LE. */
    private static final List<Encoding> MARKED = List.of(
            new Encoding(Charset.forName("UTF-32LE"), 0xFF, 0xFE, 0, 0),
            new Encoding(Charset.forName("UTF-32BE"), 0, 0, 0xFE, 0xFF),
            new Encoding(StandardCharsets.UTF_8, 0xEF, 0xBB, 0xBF),
            new Encoding(StandardCharsets.UTF_16LE, 0xFF, 0xFE),
            new Encoding(StandardCharsets.UTF_16BE, 0xFE, 0xFF));

    private static final int LONGEST_SHOWN = 40;

    private DocumentText() {}

    /**
     * The text, without its byte order mark.
     *
     * @throws GatewayException 400 that names the part, where the bytes are of another encoding, or nobody knows that one
     */
    static String of(Part.Document document) {
        byte[] bytes = Base64.getDecoder().decode(document.base64());
        Encoding encoding = MARKED.stream()
                .filter(each -> each.marks(bytes))
                .findFirst()
                .orElseGet(() -> new Encoding(declared(document)));
        int mark = encoding.mark().length;
        try {
            return encoding.charset()
                    .newDecoder() // It reports what it can't read.
                    .decode(ByteBuffer.wrap(bytes, mark, bytes.length - mark))
                    .toString();
        } catch (CharacterCodingException e) {
            throw GatewayException.invalid(
                    "unsupported_value",
                    document.path(),
                    "The text of the file is not " + encoding.charset().name()
                            + ": save it as UTF-8, and send it again.");
        }
    }

    private static Charset declared(Part.Document document) {
        String name = document.charset();
        if (name == null) {
            return StandardCharsets.UTF_8;
        }
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw GatewayException.invalid(
                    "unsupported_value",
                    document.path(),
                    "The charset of the file, '" + shown(name)
                            + "', is not known here: save it as UTF-8, and send it again.");
        }
    }

    private static String shown(String name) {
        return name.length() <= LONGEST_SHOWN ? name : name.substring(0, LONGEST_SHOWN) + "…";
    }

    private record Encoding(Charset charset, int... mark) {
        boolean marks(byte[] bytes) {
            boolean same = bytes.length >= mark.length;
            for (int i = 0; same && i < mark.length; i++) {
                same = (bytes[i] & 0xFF) == mark[i];
            }
            return same;
        }
    }
}
