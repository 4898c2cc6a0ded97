/** A provider's own API, passed on byte for byte: which paths, operations, headers and queries go through, and what they use. */
@NullMarked
package dev.serai.passthrough;

import org.jspecify.annotations.NullMarked;
