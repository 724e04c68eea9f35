/** Voting from the command line. */
@NullMarked
package dev.countersign.cli.approval;

import org.jspecify.annotations.NullMarked;
