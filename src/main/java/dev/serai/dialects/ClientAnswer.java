package dev.serai.dialects;

import java.util.Map;

/** An answer in the form of the client's dialect, whatever endpoint it is for. Immutable, but for the body's bytes, which nobody changes. */
public interface ClientAnswer {

    /** What the client gets: UTF-8 JSON. */
    byte[] body();

    /** What the provider reported; {@link Usage#UNREPORTED}, or an estimate, if nothing. */
    Usage usage();

    /** OpenAI's reason why it ended, for the books; empty where the endpoint knows none. */
    String finishReason();

    /** What the answer's head says beside what every answer's does. */
    default Map<String, String> headers() {
        return Map.of();
    }
}
