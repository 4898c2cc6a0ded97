package dev.serai.auth;

/**
 * What is kept of a key's secret. Immutable.
 *
 * @param pepperVersion of the pepper that it was made with
 * @param hash HMAC-SHA-256 in hexadecimal
 */
public record KeyHash(int pepperVersion, String hash) {}
