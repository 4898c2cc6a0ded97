/** Who holds callers to their limits: what a call takes, where it is counted, and what is said when it is too much. */
@NullMarked
package dev.serai.limits;

import org.jspecify.annotations.NullMarked;
