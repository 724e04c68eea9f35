/** Approvals: rounds, votes, quorum and expiry. */
@NullMarked
package dev.countersign.orchestrator.approval;

import org.jspecify.annotations.NullMarked;
