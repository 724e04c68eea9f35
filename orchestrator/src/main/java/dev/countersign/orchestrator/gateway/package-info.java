/** REST in: registries, runs, calls, approvals, policy, schemas; thin over the other packages. */
@NullMarked
package dev.countersign.orchestrator.gateway;

import org.jspecify.annotations.NullMarked;
