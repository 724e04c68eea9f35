/** The whole product as a stranger meets it: real processes, the command line, the REST API, Kafka and the ledger. */
@NullMarked
package dev.countersign.cli.acceptance;

import org.jspecify.annotations.NullMarked;
