package dev.serai.http;

import java.nio.file.Path;

/**
 * What a server shows, and proves that it may. Immutable; the files may change.
 *
 * @param certificate PEM, the server's own first, then those that vouch for it
 * @param key PEM, without a password
 */
public record PemFiles(Path certificate, Path key) {}
