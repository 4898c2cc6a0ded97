/** What the mapping's {@code transformations} change of a chat, whatever dialect it goes out in. */
@NullMarked
package dev.serai.dialects.transformed;

import org.jspecify.annotations.NullMarked;
