/** One approval in front of one person: open it, decide it, see what became of it. */
@NullMarked
package dev.countersign.ui.review;

import org.jspecify.annotations.NullMarked;
