/** What really arrived here, one row a call, committed before the answer: the oracle of every test about lost or repeated calls. */
@NullMarked
package dev.countersign.sandbox.ledger;

import org.jspecify.annotations.NullMarked;
