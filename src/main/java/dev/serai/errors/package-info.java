/** What goes wrong, as values: one sealed error for the client's edge, one classified failure for a provider's. */
@NullMarked
package dev.serai.errors;

import org.jspecify.annotations.NullMarked;
