/** How state moves: one guarded statement per transition, concurrent ones committed together (DESIGN section 6). */
@NullMarked
package dev.countersign.orchestrator.transition;

import org.jspecify.annotations.NullMarked;
