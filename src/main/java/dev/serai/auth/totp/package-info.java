/** One-time codes: seeds, backup codes, and the picture that an authenticator app reads. */
@NullMarked
package dev.serai.auth.totp;

import org.jspecify.annotations.NullMarked;
