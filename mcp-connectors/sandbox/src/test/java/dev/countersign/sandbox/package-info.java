/** Tests over HTTP against the running sandbox, with its own Postgres. */
@NullMarked
package dev.countersign.sandbox;

import org.jspecify.annotations.NullMarked;
