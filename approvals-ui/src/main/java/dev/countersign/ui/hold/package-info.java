/** Taking back what was approved: in the seconds before it is sent, and afterwards. */
@NullMarked
package dev.countersign.ui.hold;

import org.jspecify.annotations.NullMarked;
