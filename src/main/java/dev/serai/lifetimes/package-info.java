/** What is opened together, and closed the other way round. */
@NullMarked
package dev.serai.lifetimes;

import org.jspecify.annotations.NullMarked;
