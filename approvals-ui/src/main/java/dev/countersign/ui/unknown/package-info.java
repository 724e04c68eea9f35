/** Calls of which nobody knows whether they happened, and calls that a person does by hand. */
@NullMarked
package dev.countersign.ui.unknown;

import org.jspecify.annotations.NullMarked;
