/** Anthropic's Messages as clients speak it: its requests read and told as chats, a chat's answers told as its own. */
@NullMarked
package dev.serai.dialects.messages;

import org.jspecify.annotations.NullMarked;
