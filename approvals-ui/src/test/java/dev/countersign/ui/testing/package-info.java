/** A small application around the pages: named fakes for the ports, a session that is only a person's id. */
@NullMarked
package dev.countersign.ui.testing;

import org.jspecify.annotations.NullMarked;
