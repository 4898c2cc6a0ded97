package dev.serai.dialects.openai;

import java.util.ArrayList;
import java.util.List;

/**
 * Numbers a stream's tool calls as OpenAI does: from 0 without gaps, for each choice, in the order in which they appear.
 * Some servers begin with 1 (https://github.com/BerriAI/litellm/issues/32759). One for each stream.
 */
final class ToolIndexes {
    private static final int MOST = 1_024;

    private final List<Call> calls = new ArrayList<>();

    /** The number of the call that the server gave this one. */
    int dense(int choice, int index) {
        int before = 0;
        for (Call call : calls) {
            if (call.choice() == choice) {
                if (call.index() == index) {
                    return before;
                }
                before++;
            }
        }
        if (calls.size() < MOST) {
            calls.add(new Call(choice, index));
        }
        return before;
    }

    private record Call(int choice, int index) {}
}
