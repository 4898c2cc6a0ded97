/** Where usage and audit events go beside the store: a queue on the disk for each sink, and a route that empties it. */
@NullMarked
package dev.serai.sinks;

import org.jspecify.annotations.NullMarked;
