package dev.serai.calls;

import dev.serai.dialects.Usage;
import dev.serai.errors.GatewayError;
import org.jspecify.annotations.Nullable;

/** What became of a call: what its client was told, and what the books say of it. Used by the request's thread. */
public final class Outcome {
    private @Nullable GatewayError error;
    private int status = 200;
    private Usage usage = Usage.UNREPORTED;
    private String finishReason = "";
    private boolean brokenStream;
    private @Nullable Bill bill;
    private boolean booked;

    /** What the client was told instead of an answer, or null. */
    public @Nullable GatewayError error() {
        return error;
    }

    public void error(GatewayError told) {
        this.error = told;
    }

    /** The status of an answer that is no error of the gateway's own: a provider's may be one of its own. */
    public int status() {
        return status;
    }

    public void status(int ofProvider) {
        this.status = ofProvider;
    }

    public Usage usage() {
        return usage;
    }

    public String finishReason() {
        return finishReason;
    }

    /** What the answer used and how it ended. */
    public void answered(Usage used, String finish) {
        this.usage = used;
        this.finishReason = finish;
    }

    /** Whether a stream ended with an error event after its first chunk. */
    public boolean brokenStream() {
        return brokenStream;
    }

    public void brokeStream() {
        this.brokenStream = true;
    }

    /** What it has used and cost, once that has been worked out. */
    public @Nullable Bill bill() {
        return bill;
    }

    public void bill(Bill workedOut) {
        this.bill = workedOut;
    }

    /** It is put into the ledger: true once, so that it is there once. */
    public boolean book() {
        boolean first = !booked;
        booked = true;
        return first;
    }
}
