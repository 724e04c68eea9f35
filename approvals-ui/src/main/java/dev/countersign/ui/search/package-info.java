/** Finding a run, a call or an approval by what it is about. */
@NullMarked
package dev.countersign.ui.search;

import org.jspecify.annotations.NullMarked;
