/** Google's generateContent, as Vertex AI has it for Gemini. */
@NullMarked
package dev.serai.dialects.gemini;

import org.jspecify.annotations.NullMarked;
