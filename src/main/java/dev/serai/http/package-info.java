/** The listener, what comes in by it and what leaves by it. */
@NullMarked
package dev.serai.http;

import org.jspecify.annotations.NullMarked;
