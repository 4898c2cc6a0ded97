/** Anthropic Messages. */
@NullMarked
package dev.serai.dialects.anthropic;

import org.jspecify.annotations.NullMarked;
