/** How an answer that one provider broke off is gone on with by another. */
@NullMarked
package dev.serai.rescue;

import org.jspecify.annotations.NullMarked;
