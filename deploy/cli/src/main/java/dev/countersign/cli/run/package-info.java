/** Starting runs, and looking at runs, calls and approvals. */
@NullMarked
package dev.countersign.cli.run;

import org.jspecify.annotations.NullMarked;
