/** A Kafka broker of one node in a process of its own, and the topic that the events go to. */
@NullMarked
package dev.countersign.local.kafka;

import org.jspecify.annotations.NullMarked;
