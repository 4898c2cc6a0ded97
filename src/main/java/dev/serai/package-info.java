/** Serai, an AI gateway made of Camel routes: the entry point and what wires the concepts to the routes. */
@NullMarked
package dev.serai;

import org.jspecify.annotations.NullMarked;
