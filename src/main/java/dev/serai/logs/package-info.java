/** How log lines are written: one event, one line, whatever stands in it. */
@NullMarked
package dev.serai.logs;

import org.jspecify.annotations.NullMarked;
