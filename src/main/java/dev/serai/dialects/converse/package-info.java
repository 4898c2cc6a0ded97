/** Amazon Bedrock Converse and ConverseStream. */
@NullMarked
package dev.serai.dialects.converse;

import org.jspecify.annotations.NullMarked;
