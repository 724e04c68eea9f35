/** The active policy revision: activation, rollback and the decision point that everybody asks. */
@NullMarked
package dev.countersign.orchestrator.policy;

import org.jspecify.annotations.NullMarked;
