/** What a key or a team may use up, as it was said of them: limits and budgets. Values alone; who holds to them is elsewhere. */
@NullMarked
package dev.serai.allowances;

import org.jspecify.annotations.NullMarked;
