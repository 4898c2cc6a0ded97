package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.errors.GatewayException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One piece of a turn, as the client meant it and no provider writes it. Names and ids are the client's. Immutable. */
public sealed interface Part {

    /** Whether the prompt up to and including this part is to be cached. */
    default @Nullable CacheMark cache() {
        return null;
    }

    /** The same part with another mark; parts that can't carry one come back as they are. */
    default Part marked(@Nullable CacheMark mark) {
        return this;
    }

    /** Text that is not blank, but for the text of a tool's result, which may be empty. */
    record Text(String text, @Nullable CacheMark cache) implements Part {
        public Text(String text) {
            this(text, null);
        }

        @Override
        public Part marked(@Nullable CacheMark mark) {
            return new Text(text, mark);
        }
    }

    /**
     * A picture.
     *
     * @param mediaType {@code image/png}, {@code image/jpeg}, {@code image/gif} or {@code image/webp}, by its bytes
     * @param base64 its bytes in the standard alphabet, padded
     * @param detail how closely it is to be looked at, {@code low} or {@code high}; null: that is left to the model
     * @param path where it stands in the request
     */
    record Image(
            String mediaType,
            String base64,
            @Nullable String detail,
            String path,
            @Nullable CacheMark cache) implements Part {
        @Override
        public Part marked(@Nullable CacheMark mark) {
            return new Image(mediaType, base64, detail, path, mark);
        }
    }

    /** A picture that the provider would have to fetch: {@code https} on a public host's name. */
    record RemoteImage(String url, String path, @Nullable CacheMark cache) implements Part {
        @Override
        public Part marked(@Nullable CacheMark mark) {
            return new RemoteImage(url, path, mark);
        }
    }

    /**
     * A document.
     *
     * @param name the file's name as the client gave it, or null; never blank
     * @param format what it is, by its bytes where they tell
     * @param charset what a text is written in as the client says, or null: it does not
     * @param base64 its bytes in the standard alphabet, padded
     * @param path where it stands in the request
     */
    record Document(
            @Nullable String name,
            DocumentFormat format,
            @Nullable String charset,
            String base64,
            String path,
            @Nullable CacheMark cache)
            implements Part {
        @Override
        public Part marked(@Nullable CacheMark mark) {
            return new Document(name, format, charset, base64, path, mark);
        }

        /**
         * What it says, where its format is a text's.
         *
         * @throws GatewayException 400 that names the part, if that is not written in what it says, or in UTF-8
         */
        public String text() {
            return DocumentText.of(this);
        }
    }

    /**
     * Sound.
     *
     * @param format {@code wav} or {@code mp3}
     * @param base64 its bytes in the standard alphabet, padded
     * @param path where it stands in the request
     */
    record Audio(
            String format,
            String base64,
            String path,
            @Nullable CacheMark cache) implements Part {
        @Override
        public Part marked(@Nullable CacheMark mark) {
            return new Audio(format, base64, path, mark);
        }
    }

    /** A picture or another file in the provider's own object store, such as {@code gs://bucket/name.png}. */
    record StoredFile(String url, String path, @Nullable CacheMark cache) implements Part {
        @Override
        public Part marked(@Nullable CacheMark mark) {
            return new StoredFile(url, path, mark);
        }
    }

    /**
     * The model called a tool.
     *
     * @param extraContent what its provider gave the client with the call, to see it again; null if nothing
     */
    record ToolCall(
            String id,
            String name,
            ObjectNode arguments,
            @Nullable JsonNode extraContent,
            @Nullable CacheMark cache) implements Part {
        @Override
        public Part marked(@Nullable CacheMark mark) {
            return new ToolCall(id, name, arguments, extraContent, mark);
        }
    }

    /** What a provider gave the client with a whole message, behind the message's texts: only for who wants it again. */
    record ExtraContent(JsonNode content) implements Part {}

    /** What the tool said: texts, images and documents. */
    record ToolResult(
            String id, List<Part> content, @Nullable CacheMark cache) implements Part {
        public ToolResult {
            content = List.copyOf(content);
        }

        @Override
        public Part marked(@Nullable CacheMark mark) {
            return new ToolResult(id, content, mark);
        }
    }

    /** What Claude thought, with the signature by which it knows its own words again. */
    record Thinking(String text, String signature) implements Part {}

    /** What Claude thought, and nobody may read. */
    record RedactedThinking(String data) implements Part {}
}
