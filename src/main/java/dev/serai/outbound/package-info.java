/** What the gateway itself asks of others that are no providers: tokens, keys, whom a token belongs to; and whom it tells of budgets. */
@NullMarked
package dev.serai.outbound;

import org.jspecify.annotations.NullMarked;
