/** Implements what the approver's pages need. */
@NullMarked
package dev.countersign.orchestrator.desk;

import org.jspecify.annotations.NullMarked;
