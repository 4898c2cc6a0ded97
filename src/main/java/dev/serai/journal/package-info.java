/** Lines on the disk of one process, on their way into the store: what is in them is others' to know. */
@NullMarked
package dev.serai.journal;

import org.jspecify.annotations.NullMarked;
