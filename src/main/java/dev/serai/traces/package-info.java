/** Whose trace a request belongs to, and how its spans reach a collector of OpenTelemetry's. */
@NullMarked
package dev.serai.traces;

import org.jspecify.annotations.NullMarked;
