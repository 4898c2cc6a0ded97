/**
 * IBM watsonx.ai: chat in almost OpenAI's form, and the older text generation for models that have no chat.
 *
 * <p>Requests are written as trees, by the plan that all formats share, and answers are read as trees: the format has
 * OpenAI's names, but neither its roles nor its tools' fields (decision 0026).
 */
@NullMarked
package dev.serai.dialects.watsonx;

import org.jspecify.annotations.NullMarked;
