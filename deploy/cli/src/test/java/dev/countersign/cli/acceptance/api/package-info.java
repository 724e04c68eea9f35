/** A typed client of the REST API and of the sandbox's ledger, written from the interface and not from the code. */
@NullMarked
package dev.countersign.cli.acceptance.api;

import org.jspecify.annotations.NullMarked;
