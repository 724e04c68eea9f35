/** Who may speak to the sample systems. */
@NullMarked
package dev.countersign.sandbox.access;

import org.jspecify.annotations.NullMarked;
