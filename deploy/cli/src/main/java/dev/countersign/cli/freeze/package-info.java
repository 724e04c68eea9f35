/** Stopping calls from the command line. */
@NullMarked
package dev.countersign.cli.freeze;

import org.jspecify.annotations.NullMarked;
