/** What Kafka, the database and the ledger must say whatever was broken: the invariants, checked after each test. */
@NullMarked
package dev.countersign.cli.acceptance.evidence;

import org.jspecify.annotations.NullMarked;
