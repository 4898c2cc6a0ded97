/** Framing of streamed answers, and the pump between a provider and a client. Knows no vendor. */
@NullMarked
package dev.serai.streams;

import org.jspecify.annotations.NullMarked;
