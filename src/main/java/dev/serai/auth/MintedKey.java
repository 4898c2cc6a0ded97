package dev.serai.auth;

/**
 * A key that was just made: the one moment at which its text is known. Immutable.
 *
 * @param text for its holder
 * @param key as it is kept
 */
public record MintedKey(ApiKeyText text, ApiKey key) {}
