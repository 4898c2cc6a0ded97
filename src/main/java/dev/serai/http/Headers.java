package dev.serai.http;

/** The header names of the contract. */
public final class Headers {
    public static final String REQUEST_ID = "X-Request-ID";
    public static final String PROVIDER = "X-Provider";
    public static final String PROVIDER_MODEL = "X-Provider-Model";
    public static final String PROVIDER_REQUEST_ID = "X-Provider-Request-ID";
    public static final String ATTEMPTS = "X-Attempts";
    public static final String DROPPED_PARAMS = "X-Dropped-Params";
    public static final String MODEL_SUCCESSOR = "X-Model-Successor";
    public static final String SHOULD_RETRY = "x-should-retry";
    public static final String RETRY_AFTER = "Retry-After";
    public static final String REQUEST_TIMEOUT = "X-Request-Timeout";
    public static final String STAINLESS_TIMEOUT = "X-Stainless-Timeout";

    public static final String ETAG = "ETag";
    public static final String LOCATION = "Location";
    public static final String DISPOSITION = "Content-Disposition";

    /** What a client of Messages says of the API that it means; only a provider that speaks it is told. */
    public static final String ANTHROPIC_VERSION = "anthropic-version";

    public static final String ANTHROPIC_BETA = "anthropic-beta";

    private Headers() {}
}
