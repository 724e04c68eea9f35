/** All tests, with the tools that they need. */
@NullMarked
package dev.countersign.cli.check;

import org.jspecify.annotations.NullMarked;
