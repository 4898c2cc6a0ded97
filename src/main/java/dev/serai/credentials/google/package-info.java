/** Google's Application Default Credentials: where they are looked for, and how each kind becomes an access token. */
@NullMarked
package dev.serai.credentials.google;

import org.jspecify.annotations.NullMarked;
