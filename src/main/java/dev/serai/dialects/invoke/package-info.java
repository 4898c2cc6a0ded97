/** The bodies of Bedrock's InvokeModel that Converse has no words for: embeddings, and texts without roles. */
@NullMarked
package dev.serai.dialects.invoke;

import org.jspecify.annotations.NullMarked;
