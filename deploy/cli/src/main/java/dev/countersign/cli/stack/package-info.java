/** Commands that start, stop and show the stack on this machine. */
@NullMarked
package dev.countersign.cli.stack;

import org.jspecify.annotations.NullMarked;
