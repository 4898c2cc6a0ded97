package dev.serai.dialects;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing buffer of JSON in UTF-8, written piece by piece without strings in between. For one thread. */
public final class JsonBytes {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REPLACEMENT = "\uFFFD".getBytes(StandardCharsets.UTF_8);
    private static final int LONGEST_CHARACTER = 6;

    private byte[] bytes;
    private int length;

    public JsonBytes(int capacity) {
        bytes = new byte[capacity];
    }

    /** Text that is JSON already. */
    public JsonBytes raw(String json) {
        return raw(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes that are JSON already. */
    public JsonBytes raw(byte[] json) {
        room(json.length);
        System.arraycopy(json, 0, bytes, length, json.length);
        length += json.length;
        return this;
    }

    public JsonBytes number(long value) {
        return raw(Long.toString(value));
    }

    /** A JSON string: quoted, escaped; half a surrogate pair becomes U+FFFD. */
    public JsonBytes string(String text) {
        int end = text.length();
        room(end + 2);
        bytes[length++] = '"';
        for (int i = 0; i < end; i++) {
            char character = text.charAt(i);
            if (isPlain(character)) {
                bytes[length++] = (byte) character;
            } else {
                room(LONGEST_CHARACTER + end - i);
                i += special(text, i);
            }
        }
        bytes[length++] = '"';
        return this;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** Forgets what was written and keeps the room. */
    public JsonBytes clear() {
        length = 0;
        return this;
    }

    private static boolean isPlain(char character) {
        return character >= 0x20 && character < 0x7F && character != '"' && character != '\\';
    }

    /** Writes what does not go as it is; gives 1 if that took a second char, else 0. */
    private int special(String text, int position) {
        char character = text.charAt(position);
        if (character < 0x80) {
            escape(character);
        } else if (!Character.isSurrogate(character)) {
            multibyte(character);
        } else if (isPair(text, position)) {
            supplementary(text.codePointAt(position));
            return 1;
        } else {
            raw(REPLACEMENT);
        }
        return 0;
    }

    private static boolean isPair(String text, int high) {
        return Character.isHighSurrogate(text.charAt(high))
                && high + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(high + 1));
    }

    private void escape(char character) {
        switch (character) {
            case '"', '\\' -> escaped((byte) character);
            case '\n' -> escaped((byte) 'n');
            case '\r' -> escaped((byte) 'r');
            case '\t' -> escaped((byte) 't');
            case '\b' -> escaped((byte) 'b');
            case '\f' -> escaped((byte) 'f');
            default -> unicodeEscape(character);
        }
    }

    private void escaped(byte character) {
        bytes[length++] = '\\';
        bytes[length++] = character;
    }

    private void unicodeEscape(char control) {
        bytes[length++] = '\\';
        bytes[length++] = 'u';
        bytes[length++] = '0';
        bytes[length++] = '0';
        bytes[length++] = HEX[control >> 4];
        bytes[length++] = HEX[control & 0xF];
    }

    private void multibyte(char character) {
        if (character < 0x800) {
            bytes[length++] = (byte) (0xC0 | character >> 6);
        } else {
            bytes[length++] = (byte) (0xE0 | character >> 12);
            bytes[length++] = (byte) (0x80 | character >> 6 & 0x3F);
        }
        bytes[length++] = (byte) (0x80 | character & 0x3F);
    }

    private void supplementary(int codePoint) {
        bytes[length++] = (byte) (0xF0 | codePoint >> 18);
        bytes[length++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
        bytes[length++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
        bytes[length++] = (byte) (0x80 | codePoint & 0x3F);
    }

    private void room(int wanted) {
        if (bytes.length - length < wanted) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + wanted));
        }
    }
}
