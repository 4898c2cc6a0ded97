package dev.serai.auth;

/**
 * A key that was just made: the one moment at which its text is known. Immutable.
 *
 * @param text for its holder
 * @param held as it may be used
 */
public record MintedKey(ApiKeyText text, HeldKey held) {
    /** As it is kept. */
    public ApiKey key() {
        return held.kept();
    }
}
