/** The admin API: what its requests say, what is done, and how it is answered. */
@NullMarked
package dev.serai.admin;

import org.jspecify.annotations.NullMarked;
