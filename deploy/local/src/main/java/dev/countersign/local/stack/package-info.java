/** The whole on one machine: its folder, lock, ports, people, and the order in which the parts start and stop. */
@NullMarked
package dev.countersign.local.stack;

import org.jspecify.annotations.NullMarked;
