/** Runs: their states, budgets, leases and the private journal of model messages. */
@NullMarked
package dev.countersign.orchestrator.run;

import org.jspecify.annotations.NullMarked;
