/** What people stop, and the promise that it is stopped. */
@NullMarked
package dev.countersign.orchestrator.freeze;

import org.jspecify.annotations.NullMarked;
