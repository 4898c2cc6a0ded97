/** What happened, by whom: a chain of sealed rows that nobody can change unseen. */
@NullMarked
package dev.serai.audit;

import org.jspecify.annotations.NullMarked;
