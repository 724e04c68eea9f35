/** Versioned connector documents with the raw descriptors that were pinned when they were registered. */
@NullMarked
package dev.countersign.orchestrator.connector;

import org.jspecify.annotations.NullMarked;
