/** One row for each request: a journal on the disk before the answer's end, the store after it. */
@NullMarked
package dev.serai.ledger;

import org.jspecify.annotations.NullMarked;
