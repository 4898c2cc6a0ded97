package dev.serai.fakes;

import java.util.List;

/** What the fakes' one model makes of a raw text: it echoes, as it does in a conversation. */
final class CompletedPrompt {
    private CompletedPrompt() {}

    static Turn of(String prompt, int maxTokens) {
        return Turn.of(new Prompt(prompt, 0, List.of(), List.of(), false, null, true, null, maxTokens));
    }
}
