/** What is alive and what is ready, told apart by part. */
@NullMarked
package dev.countersign.orchestrator.health;

import org.jspecify.annotations.NullMarked;
