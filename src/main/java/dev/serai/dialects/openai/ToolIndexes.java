package dev.serai.dialects.openai;

import java.util.ArrayList;
import java.util.List;

/**
 * Numbers a stream's tool calls as OpenAI does: from 0 without gaps, for each choice, in the order in which they appear.
 * Some servers begin with 1 (https://github.com/BerriAI/litellm/issues/32759), some give all calls the same number, or none.
 * One for each stream.
 */
final class ToolIndexes {
    private static final int MOST = 1_024;

    private final List<Call> calls = new ArrayList<>();

    /**
     * The number of the call that a piece belongs to. A call begins with an id of its own and a name: an id alone does not tell,
     * since some servers make up another for each piece.
     */
    int dense(int choice, ToolDelta piece) {
        int number = -1;
        int found = -1;
        for (int i = 0; i < calls.size(); i++) {
            Call call = calls.get(i);
            if (call.choice() == choice) {
                number++;
                if (call.has(piece)) {
                    found = number;
                }
            }
        }
        if (found >= 0) {
            return found;
        }
        if (calls.size() < MOST) {
            calls.add(new Call(choice, piece.index(), piece.id()));
        }
        return number + 1;
    }

    private record Call(int choice, int index, String id) {
        boolean has(ToolDelta piece) {
            boolean numbered = piece.index() != ToolDelta.NONE;
            if (piece.begins() && !id.isEmpty()) {
                return id.equals(piece.id()) && (!numbered || index == piece.index());
            }
            return numbered ? index == piece.index() : !piece.begins();
        }
    }
}
