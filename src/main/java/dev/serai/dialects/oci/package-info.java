/** Oracle's OCI Generative AI: one operation, with the formats GENERIC, COHERE and COHEREV2 in it. */
@NullMarked
package dev.serai.dialects.oci;

import org.jspecify.annotations.NullMarked;
