/** One Postgres schema, one transaction a call. */
@NullMarked
package dev.countersign.sandbox.database;

import org.jspecify.annotations.NullMarked;
