/** Tokens that somebody else gives out, and how they are proved: by the keys of an issuer, or by asking Kubernetes. */
@NullMarked
package dev.serai.auth.tokens;

import org.jspecify.annotations.NullMarked;
