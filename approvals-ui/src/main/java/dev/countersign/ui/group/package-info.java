/** Alike items in one table: what may be decided together, what stands out, and one answer for every row. */
@NullMarked
package dev.countersign.ui.group;

import org.jspecify.annotations.NullMarked;
