/** How much waits for people, for how long, and where. */
@NullMarked
package dev.countersign.ui.backlog;

import org.jspecify.annotations.NullMarked;
