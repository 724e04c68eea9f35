/** What only a test or a demo may do: change a record behind the agent's back, and seed fresh ones. */
@NullMarked
package dev.countersign.sandbox.admin;

import org.jspecify.annotations.NullMarked;
