/** The list of what waits for a person, its live updates, and the pages around it. */
@NullMarked
package dev.countersign.ui.inbox;

import org.jspecify.annotations.NullMarked;
