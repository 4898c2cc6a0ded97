package dev.serai.passthrough;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.Usage;
import dev.serai.dialects.oci.OciUsage;

/** OCI's: within the chat's response, or at the top of a stream's event and of embeddings. */
final class OciTally implements UsageTally {
    private Usage usage = Usage.UNREPORTED;

    @Override
    public void add(JsonNode answer) {
        said(answer);
        said(answer.path("inferenceResponse"));
        said(answer.path("chatResponse"));
    }

    @Override
    public Usage usage() {
        return usage;
    }

    private void said(JsonNode holder) {
        Usage said = OciUsage.of(holder);
        usage = said.reported() ? said : usage;
    }
}
