/** Providers that are not there: loopback servers as strict as the real ones, with scripted faults. For tests only. */
@NullMarked
package dev.serai.fakes;

import org.jspecify.annotations.NullMarked;
