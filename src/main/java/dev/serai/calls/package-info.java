/** One request on its way through the gateway, and its attempts at providers. */
@NullMarked
package dev.serai.calls;

import org.jspecify.annotations.NullMarked;
