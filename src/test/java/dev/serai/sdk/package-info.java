/** What applications do, with the SDKs they use, through a running gateway into the strict fakes. */
@NullMarked
package dev.serai.sdk;

import org.jspecify.annotations.NullMarked;
