/** The policy enforcement point: the only place that asks policy about a call and the only one that sends it. */
@NullMarked
package dev.countersign.orchestrator.toolcall;

import org.jspecify.annotations.NullMarked;
