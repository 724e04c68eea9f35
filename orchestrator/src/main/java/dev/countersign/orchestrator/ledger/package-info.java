/** The event log: gap-free streams, the sealer that orders them, the relay that publishes them to Kafka. */
@NullMarked
package dev.countersign.orchestrator.ledger;

import org.jspecify.annotations.NullMarked;
