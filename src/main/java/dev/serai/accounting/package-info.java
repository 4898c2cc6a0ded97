/** What a request used and cost: metrics and the usage line. */
@NullMarked
package dev.serai.accounting;

import org.jspecify.annotations.NullMarked;
