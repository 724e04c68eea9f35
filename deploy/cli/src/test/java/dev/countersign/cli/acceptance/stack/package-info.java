/** Stacks for tests: started and stopped through the product's own command line. */
@NullMarked
package dev.countersign.cli.acceptance.stack;

import org.jspecify.annotations.NullMarked;
