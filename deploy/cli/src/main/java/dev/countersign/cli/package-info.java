/** The command line: one entry, common options, exit codes and how a failure is told. */
@NullMarked
package dev.countersign.cli;

import org.jspecify.annotations.NullMarked;
