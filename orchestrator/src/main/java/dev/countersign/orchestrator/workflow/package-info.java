/** Versioned workflow documents: who may do what, with which model, tools and budgets. */
@NullMarked
package dev.countersign.orchestrator.workflow;

import org.jspecify.annotations.NullMarked;
