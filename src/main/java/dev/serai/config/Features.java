package dev.serai.config;

/**
 * What the gateway as a whole does or leaves. Immutable.
 *
 * @param openaiCompatibility false: {@code /v1/*} is closed (404), but for Bedrock's own paths below {@code /v1/bedrock/}
 * @param streaming false: {@code stream: true} is refused
 * @param costTracking false: tokens are recorded without cost
 * @param autoFallback false: as {@code routing.fallback.enabled: false}, and outranks it
 */
public record Features(boolean openaiCompatibility, boolean streaming, boolean costTracking, boolean autoFallback) {
    public static final Features DEFAULT = new Features(true, true, true, true);
}
