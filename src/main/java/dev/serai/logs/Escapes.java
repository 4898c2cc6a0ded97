package dev.serai.logs;

/** Makes text harmless to whatever reads a log. Pure functions. */
final class Escapes {
    private static final String HEX = "0123456789abcdef";

    private Escapes() {}

    /**
     * Appends a text so that it neither ends the line, nor a JSON string, nor speaks to a terminal: what controls, be
     * it C0, DEL, C1, a Unicode line end or a half of a character, is written as an escape.
     */
    static void escape(String text, StringBuilder line) {
        int length = text.length();
        int plain = 0;
        while (plain < length && isPlain(text.charAt(plain))) {
            plain++;
        }
        if (plain == length) {
            line.append(text);
            return;
        }
        line.append(text, 0, plain);
        for (int i = plain; i < length; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (isPlain(c)) {
                line.append(c);
            } else if (c == '\n') {
                line.append("\\n");
            } else if (c == '\t') {
                line.append("\\t");
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                line.append(c).append(text.charAt(++i));
            } else if (isPrintable(c)) {
                line.append(c);
            } else {
                unicode(c, line);
            }
        }
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
    }

    private static boolean isPrintable(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static void unicode(char c, StringBuilder line) {
        line.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            line.append(HEX.charAt(c >> shift & 0xf));
        }
    }
}
