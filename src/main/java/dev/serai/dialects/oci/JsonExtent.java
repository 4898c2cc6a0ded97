package dev.serai.dialects.oci;

/** Follows a JSON object that comes in pieces, to know when it is whole. It does not judge what is inside. For one thread. */
final class JsonExtent {
    private int depth;
    private boolean begun;
    private boolean inString;
    private boolean escaped;

    /** The next piece. */
    void add(String piece) {
        for (int i = 0; i < piece.length(); i++) {
            character(piece.charAt(i));
        }
    }

    boolean isWhole() {
        return begun && depth == 0;
    }

    private void character(char character) {
        if (escaped) {
            escaped = false;
        } else if (inString) {
            escaped = character == '\\';
            inString = character != '"';
        } else if (character == '"') {
            inString = true;
        } else if (character == '{' || character == '[') {
            depth++;
            begun = true;
        } else if (character == '}' || character == ']') {
            depth--;
        }
    }
}
