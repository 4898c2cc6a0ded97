/** Chat wire formats and what they share. A dialect knows neither Camel nor another dialect. */
@NullMarked
package dev.serai.dialects;

import org.jspecify.annotations.NullMarked;
