package dev.serai.dialects;

import dev.serai.dialects.ChatRequest.FieldRange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Changes a JSON object's bytes where they must change, in one copy: all else arrives as it was written, with its order,
 * its spaces, {@code 1.10} and {@code \u00e9}. One for each change, used by one thread.
 */
public final class JsonSplice {
    private static final byte[] NOTHING = {};
    private static final byte[] COMMA = {','};

    private final byte[] bytes;
    private final List<FieldRange> fields;
    private final Set<FieldRange> removed = new HashSet<>();
    private final List<byte[]> appended = new ArrayList<>();
    private final List<Edit> edits = new ArrayList<>();

    /** @param fields of the object that the bytes are, in their order */
    public JsonSplice(byte[] bytes, Collection<FieldRange> fields) {
        this.bytes = bytes;
        this.fields = List.copyOf(fields);
    }

    /** An object's bytes with a number in a field, whether it was there or not. */
    public static byte[] set(byte[] bytes, Map<String, FieldRange> fields, String name, long number) {
        byte[] value = Long.toString(number).getBytes(StandardCharsets.US_ASCII);
        JsonSplice splice = new JsonSplice(bytes, fields.values());
        FieldRange field = fields.get(name);
        return (field == null ? splice.append(name, value) : splice.replace(field, value)).apply();
    }

    /** A JSON string of this text. */
    public static byte[] string(String text) {
        return new JsonBytes(text.length() + 16).string(text).toByteArray();
    }

    /** Puts another value in a field's place. */
    public JsonSplice replace(FieldRange field, byte[] value) {
        return replace(field.valueStart(), field.valueEnd(), value);
    }

    /** Puts other bytes in the place of some that stand within one value, and are no other edit's. */
    public JsonSplice replace(int start, int end, byte[] by) {
        if (!Arrays.equals(bytes, start, end, by, 0, by.length)) {
            edits.add(new Edit(start, end, by));
        }
        return this;
    }

    /** Gives a field another name; the new object must not have two of it. */
    public JsonSplice rename(FieldRange field, String name) {
        edits.add(new Edit(field.nameStart(), behindName(field), string(name)));
        return this;
    }

    private int behindName(FieldRange field) {
        int at = field.nameStart() + 1;
        while (bytes[at] != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    /** Takes a field out, which is not changed otherwise. */
    public JsonSplice remove(FieldRange field) {
        removed.add(field);
        return this;
    }

    /** Puts a field behind all others. */
    public JsonSplice append(String name, byte[] value) {
        appended.add(new JsonBytes(value.length + 32)
                .string(name)
                .raw(":")
                .raw(value)
                .toByteArray());
        return this;
    }

    /** The new bytes; the very array that was given if there is nothing to change. */
    public byte[] apply() {
        if (removed.isEmpty() && appended.isEmpty() && edits.isEmpty()) {
            return bytes;
        }
        List<Edit> all = new ArrayList<>(edits);
        boolean any = removals(all);
        insertion(all, any);
        all.sort(Comparator.comparingInt(Edit::start));
        return copy(all);
    }

    /**
     * Each removed field goes with the comma before it, or, with nothing left before it, with the one behind it.
     *
     * @return whether a field is left
     */
    private boolean removals(List<Edit> all) {
        boolean any = false;
        for (int i = 0; i < fields.size(); i++) {
            FieldRange field = fields.get(i);
            if (!removed.contains(field)) {
                any = true;
            } else if (any) {
                all.add(new Edit(fields.get(i - 1).valueEnd(), field.valueEnd(), NOTHING));
            } else {
                boolean last = i == fields.size() - 1;
                all.add(new Edit(
                        field.nameStart(),
                        last ? field.valueEnd() : fields.get(i + 1).nameStart(),
                        NOTHING));
            }
        }
        return any;
    }

    private void insertion(List<Edit> all, boolean any) {
        int at =
                fields.isEmpty() ? behindBrace() : fields.get(fields.size() - 1).valueEnd();
        boolean comma = any;
        for (byte[] field : appended) {
            if (comma) {
                all.add(new Edit(at, at, COMMA));
            }
            all.add(new Edit(at, at, field));
            comma = true;
        }
    }

    private int behindBrace() {
        int at = 0;
        while (bytes[at] != '{') {
            at++;
        }
        return at + 1;
    }

    /** @param all by their start, none overlapping another */
    private byte[] copy(List<Edit> all) {
        int length = bytes.length;
        for (Edit edit : all) {
            length += edit.by().length - (edit.end() - edit.start());
        }
        byte[] result = new byte[length];
        int read = 0;
        int written = 0;
        for (Edit edit : all) {
            int kept = edit.start() - read;
            System.arraycopy(bytes, read, result, written, kept);
            System.arraycopy(edit.by(), 0, result, written + kept, edit.by().length);
            read = edit.end();
            written += kept + edit.by().length;
        }
        System.arraycopy(bytes, read, result, written, bytes.length - read);
        return result;
    }

    private record Edit(int start, int end, byte[] by) {}
}
