package dev.serai.providers;

import dev.serai.calls.Attempt;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.jspecify.annotations.Nullable;

/** The body of an attempt's request on its way to the HTTP client, which finds the attempt by it. */
final class AttemptEntity extends HttpEntityWrapper {
    private final Attempt attempt;
    private final byte[] bytes;
    private final @Nullable String contentType;

    AttemptEntity(Attempt attempt, byte[] bytes) {
        this(attempt, bytes, "application/json");
    }

    /** @param contentType to the letter; null: none is said */
    AttemptEntity(Attempt attempt, byte[] bytes, @Nullable String contentType) {
        super(new ByteArrayEntity(bytes, null));
        this.attempt = attempt;
        this.bytes = bytes;
        this.contentType = contentType;
    }

    @Override
    public @Nullable String getContentType() {
        return contentType;
    }

    Attempt attempt() {
        return attempt;
    }

    /** The exact bytes that go out. */
    byte[] bytes() {
        return bytes;
    }
}
