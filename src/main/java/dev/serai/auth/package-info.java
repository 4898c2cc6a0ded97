/** Who may call, and what: keys, where they are kept, and how callers are told by them. */
@NullMarked
package dev.serai.auth;

import org.jspecify.annotations.NullMarked;
