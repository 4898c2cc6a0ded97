package dev.serai.dialects;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The kinds of document that Converse takes; the constants' names in lower case are Converse's own. */
public enum DocumentFormat {
    PDF("application/pdf"),
    CSV("text/csv"),
    DOC("application/msword"),
    DOCX("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    XLS("application/vnd.ms-excel"),
    XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    HTML("text/html"),
    TXT("text/plain"),
    MD("text/markdown");

    private final String mediaType;

    DocumentFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    public String extension() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether its bytes are text: in UTF-8, or what their byte order mark says. */
    public boolean isText() {
        return mediaType.startsWith("text/");
    }

    /** By the media type that was declared, else by the file name's extension; null if neither is known. */
    static @Nullable DocumentFormat of(@Nullable String mediaType, @Nullable String fileName) {
        for (DocumentFormat format : values()) {
            if (format.mediaType.equalsIgnoreCase(mediaType)) {
                return format;
            }
        }
        String name = fileName == null ? "" : fileName.toLowerCase(Locale.ROOT);
        for (DocumentFormat format : values()) {
            if (name.endsWith("." + format.extension())) {
                return format;
            }
        }
        return null;
    }
}
