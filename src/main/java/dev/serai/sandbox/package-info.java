/** The built-in provider: deterministic, offline, free. */
@NullMarked
package dev.serai.sandbox;

import org.jspecify.annotations.NullMarked;
