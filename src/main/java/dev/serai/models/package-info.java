/** From the model that a client asks for to the ordered targets that can serve it, and the walk over them. */
@NullMarked
package dev.serai.models;

import org.jspecify.annotations.NullMarked;
