package dev.serai.providers;

import dev.serai.calls.Attempt;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/** The body of an attempt's request on its way to the HTTP client, which finds the attempt by it. */
final class AttemptEntity extends ByteArrayEntity {
    private static final ContentType JSON = ContentType.create("application/json");

    private final Attempt attempt;
    private final byte[] bytes;

    AttemptEntity(Attempt attempt, byte[] bytes) {
        super(bytes, JSON);
        this.attempt = attempt;
        this.bytes = bytes;
    }

    Attempt attempt() {
        return attempt;
    }

    /** The exact bytes that go out. */
    byte[] bytes() {
        return bytes;
    }
}
