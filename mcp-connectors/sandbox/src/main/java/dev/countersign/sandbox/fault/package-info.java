/** Scripted misbehaviour: the server hangs, drops, breaks or dawdles when a test asks for it. */
@NullMarked
package dev.countersign.sandbox.fault;

import org.jspecify.annotations.NullMarked;
