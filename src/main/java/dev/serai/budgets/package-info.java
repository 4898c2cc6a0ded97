/** What keys and teams may spend: reserved before a call, settled after it, never more than the budget. */
@NullMarked
package dev.serai.budgets;

import org.jspecify.annotations.NullMarked;
