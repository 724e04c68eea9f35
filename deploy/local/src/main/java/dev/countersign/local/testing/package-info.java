/** Real Postgres and Kafka for the tests of other modules. */
@NullMarked
package dev.countersign.local.testing;

import org.jspecify.annotations.NullMarked;
