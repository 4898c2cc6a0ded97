/** One provider as a route: transport, breaker, judgement of its answers. */
@NullMarked
package dev.serai.providers;

import org.jspecify.annotations.NullMarked;
