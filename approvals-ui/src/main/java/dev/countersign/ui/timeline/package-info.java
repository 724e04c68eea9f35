/** What happened in a run, step by step, for people. */
@NullMarked
package dev.countersign.ui.timeline;

import org.jspecify.annotations.NullMarked;
