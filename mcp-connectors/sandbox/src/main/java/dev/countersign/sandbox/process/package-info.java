/** The life of this process as a child of the launcher. */
@NullMarked
package dev.countersign.sandbox.process;

import org.jspecify.annotations.NullMarked;
