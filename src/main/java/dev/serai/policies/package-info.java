/** What a team adds to the road in routes/policies: what its routes may read and set, and what becomes of it. */
@NullMarked
package dev.serai.policies;

import org.jspecify.annotations.NullMarked;
