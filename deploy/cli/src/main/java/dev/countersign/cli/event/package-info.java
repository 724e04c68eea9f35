/** Reading the events from Kafka. */
@NullMarked
package dev.countersign.cli.event;

import org.jspecify.annotations.NullMarked;
