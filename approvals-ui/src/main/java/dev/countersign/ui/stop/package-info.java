/** What people stop: the page of freezes, and the notice of one on what it concerns. */
@NullMarked
package dev.countersign.ui.stop;

import org.jspecify.annotations.NullMarked;
