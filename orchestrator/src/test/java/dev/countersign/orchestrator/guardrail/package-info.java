/** Every guardrail of the shipped policy, proved from the run to the ledger of the system that the call was for. */
@NullMarked
package dev.countersign.orchestrator.guardrail;

import org.jspecify.annotations.NullMarked;
