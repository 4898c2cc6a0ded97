/** Whose trace a request belongs to. */
@NullMarked
package dev.serai.traces;

import org.jspecify.annotations.NullMarked;
