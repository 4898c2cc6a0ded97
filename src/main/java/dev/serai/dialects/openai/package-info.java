/** OpenAI chat completions, and every server that speaks it: bodies pass through with only the bytes changed that must change. */
@NullMarked
package dev.serai.dialects.openai;

import org.jspecify.annotations.NullMarked;
