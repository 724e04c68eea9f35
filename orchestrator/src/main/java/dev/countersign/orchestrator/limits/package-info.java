/** Counters and dedupe keys that decisions reserve. */
@NullMarked
package dev.countersign.orchestrator.limits;

import org.jspecify.annotations.NullMarked;
