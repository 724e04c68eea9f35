/** Asking for a failed call again. */
@NullMarked
package dev.countersign.ui.retry;

import org.jspecify.annotations.NullMarked;
