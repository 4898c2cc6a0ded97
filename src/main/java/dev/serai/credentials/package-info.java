/** How an outgoing request is authenticated or signed. */
@NullMarked
package dev.serai.credentials;

import org.jspecify.annotations.NullMarked;
