/** What keeps the sources tidy. */
@NullMarked
package dev.countersign.cli.tidy;

import org.jspecify.annotations.NullMarked;
