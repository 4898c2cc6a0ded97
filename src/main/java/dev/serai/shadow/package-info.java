/** What a model's answer is compared by with that of another, which got a copy of the request. */
@NullMarked
package dev.serai.shadow;

import org.jspecify.annotations.NullMarked;
