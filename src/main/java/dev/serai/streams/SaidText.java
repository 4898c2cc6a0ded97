package dev.serai.streams;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;

/**
 * Follows JSON that passes by, in whatever pieces, and keeps the beginning of what certain fields of it say: so that it can be
 * counted if nobody else has. What is no JSON between two texts is passed over. One for each answer, used by one thread at a
 * time; never throws.
 */
public final class SaidText {
    /** Bytes that are kept; of what is beyond only the length is known. */
    public static final int MOST_KEPT = 8 * 1024;

    private static final int LONGEST_NAME = 24;
    private static final int FIRST_KEPT = 128;
    private static final int HEX_DIGITS = 4;

    private enum State {
        OUTSIDE,
        NAME,
        BEHIND_NAME,
        BEFORE_TEXT,
        TEXT
    }

    private final byte[][] fields;
    private final byte[] name = new byte[LONGEST_NAME];
    private byte[] kept = new byte[0];
    private State state = State.OUTSIDE;
    private int nameLength;
    private int size;
    private long length;
    private boolean escaped;
    private int hexDigits;
    private int unit;
    private char high;

    /** @param fields whose texts count, wherever they stand */
    public SaidText(Collection<String> fields) {
        this.fields = fields.stream()
                .map(field -> field.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
    }

    /** Takes the next bytes. */
    public void feed(byte[] bytes) {
        feed(bytes, bytes.length);
    }

    /** Takes the first bytes of a buffer. */
    public void feed(byte[] bytes, int count) {
        int at = 0;
        while (at < count) {
            at = switch (state) {
                case OUTSIDE -> outside(bytes, at, count);
                case NAME -> name(bytes, at);
                case BEHIND_NAME -> behindName(bytes, at);
                case BEFORE_TEXT -> beforeText(bytes, at);
                case TEXT -> text(bytes, at, count);
            };
        }
    }

    /** Most names, and most texts that are none, stand whole in the bytes, and are not worth a step for each of them. */
    private int outside(byte[] bytes, int from, int count) {
        int at = from;
        while (true) {
            int begin = quote(bytes, at, count) + 1;
            if (begin > count) {
                return count;
            }
            int end = quoteOrEscape(bytes, begin, count);
            if (end + 1 >= count || bytes[end] == '\\' || isSpace(bytes[end + 1])) {
                state = State.NAME;
                nameLength = 0;
                escaped = false;
                return begin;
            }
            at = end + 1;
            if (bytes[at] == ':' && counts(bytes, begin, end)) {
                state = State.BEFORE_TEXT;
                return at + 1;
            }
        }
    }

    private static int quote(byte[] bytes, int from, int count) {
        int at = from;
        while (at < count && bytes[at] != '"') {
            at++;
        }
        return at;
    }

    private static int quoteOrEscape(byte[] bytes, int from, int count) {
        int at = from;
        while (at < count && bytes[at] != '"' && bytes[at] != '\\') {
            at++;
        }
        return at;
    }

    private int name(byte[] bytes, int at) {
        byte each = bytes[at];
        if (!escaped && each == '"') {
            state = State.BEHIND_NAME;
            return at + 1;
        }
        escaped = !escaped && each == '\\';
        if (nameLength < LONGEST_NAME) {
            name[nameLength] = each;
        }
        nameLength++;
        return at + 1;
    }

    private int behindName(byte[] bytes, int at) {
        byte each = bytes[at];
        if (each == ':') {
            state = nameLength <= LONGEST_NAME && counts(name, 0, nameLength) ? State.BEFORE_TEXT : State.OUTSIDE;
        } else if (!isSpace(each)) {
            state = State.OUTSIDE;
            return at;
        }
        return at + 1;
    }

    private int beforeText(byte[] bytes, int at) {
        byte each = bytes[at];
        if (each == '"') {
            state = State.TEXT;
            escaped = false;
            hexDigits = 0;
            high = 0;
            return at + 1;
        }
        if (!isSpace(each)) {
            state = State.OUTSIDE;
            return at;
        }
        return at + 1;
    }

    private int text(byte[] bytes, int from, int count) {
        if (hexDigits > 0) {
            hexDigit(bytes[from]);
            return from + 1;
        }
        if (escaped) {
            escaped(bytes[from]);
            return from + 1;
        }
        int at = quoteOrEscape(bytes, from, count);
        keep(bytes, from, at - from);
        if (at < count) {
            escaped = bytes[at] == '\\';
            state = escaped ? State.TEXT : State.OUTSIDE;
        }
        return at + 1;
    }

    private void escaped(byte each) {
        escaped = false;
        switch (each) {
            case 'n' -> character('\n');
            case 't' -> character('\t');
            case 'r' -> character('\r');
            case 'b' -> character('\b');
            case 'f' -> character('\f');
            case 'u' -> {
                hexDigits = HEX_DIGITS;
                unit = 0;
            }
            default -> character((char) (each & 0xff));
        }
    }

    private void hexDigit(byte each) {
        unit = unit << 4 | Math.max(0, Character.digit(each, 16));
        hexDigits--;
        if (hexDigits == 0) {
            character((char) unit);
        }
    }

    private void character(char each) {
        if (Character.isHighSurrogate(each)) {
            high = each;
            return;
        }
        String character = high != 0 && Character.isLowSurrogate(each) ? "" + high + each : String.valueOf(each);
        high = 0;
        byte[] encoded = character.getBytes(StandardCharsets.UTF_8);
        keep(encoded, 0, encoded.length);
    }

    private void keep(byte[] bytes, int from, int count) {
        length += count;
        int fits = Math.min(count, MOST_KEPT - size);
        if (fits <= 0) {
            return;
        }
        if (size + fits > kept.length) {
            kept = Arrays.copyOf(
                    kept, Math.min(MOST_KEPT, Math.max(size + fits, Math.max(FIRST_KEPT, 2 * kept.length))));
        }
        System.arraycopy(bytes, from, kept, size, fits);
        size += fits;
    }

    private boolean counts(byte[] bytes, int begin, int end) {
        for (byte[] field : fields) {
            if (field.length == end - begin
                    && field[0] == bytes[begin]
                    && Arrays.equals(field, 0, field.length, bytes, begin, end)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSpace(byte each) {
        return each == ' ' || each == '\n' || each == '\r' || each == '\t';
    }

    /** How many bytes of text there were in UTF-8. */
    public long length() {
        return length;
    }

    /** The first of it. */
    public String beginning() {
        return new String(kept, 0, size, StandardCharsets.UTF_8);
    }
}
