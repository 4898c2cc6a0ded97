/** The mapping file, the catalogue of models and the price book, read strictly into records. Depends on no other package. */
@NullMarked
package dev.serai.config;

import org.jspecify.annotations.NullMarked;
