/** Who decides while somebody is away. */
@NullMarked
package dev.countersign.ui.away;

import org.jspecify.annotations.NullMarked;
