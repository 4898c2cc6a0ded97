/** The database behind keys: an SQLite file or PostgreSQL, one schema. */
@NullMarked
package dev.serai.store;

import org.jspecify.annotations.NullMarked;
