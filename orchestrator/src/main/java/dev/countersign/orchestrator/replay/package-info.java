/**
 * What another policy would have decided: about past calls (replay) and beside the active one (shadow). It asks policy
 * and compares; it has no way to the gate, so it permits, refuses and sends nothing.
 */
@NullMarked
package dev.countersign.orchestrator.replay;

import org.jspecify.annotations.NullMarked;
