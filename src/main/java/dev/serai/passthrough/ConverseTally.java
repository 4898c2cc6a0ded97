package dev.serai.passthrough;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.Usage;
import dev.serai.dialects.converse.ConverseUsage;

/** Converse's. */
final class ConverseTally implements UsageTally {
    private Usage usage = Usage.UNREPORTED;

    @Override
    public void add(JsonNode answer) {
        Usage said = ConverseUsage.of(answer);
        usage = said.reported() ? said : usage;
    }

    @Override
    public Usage usage() {
        return usage;
    }
}
