/** Liveness, readiness and the state of each provider. */
@NullMarked
package dev.serai.health;

import org.jspecify.annotations.NullMarked;
