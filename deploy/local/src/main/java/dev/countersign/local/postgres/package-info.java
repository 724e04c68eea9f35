/** The stack's own PostgreSQL: its program files, its data folder and the state that a crash may leave in it. */
@NullMarked
package dev.countersign.local.postgres;

import org.jspecify.annotations.NullMarked;
