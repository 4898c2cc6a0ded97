package dev.serai.passthrough;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.Usage;

/** Of what tells of no usage. */
final class NoTally implements UsageTally {
    @Override
    public void add(JsonNode answer) {}

    @Override
    public Usage usage() {
        return Usage.UNREPORTED;
    }
}
