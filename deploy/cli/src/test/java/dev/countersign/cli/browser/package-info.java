/** The pages in a real browser, against the real stack. */
@NullMarked
package dev.countersign.cli.browser;

import org.jspecify.annotations.NullMarked;
