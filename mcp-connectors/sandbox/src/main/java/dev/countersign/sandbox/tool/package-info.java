/** The table of tools, the strict check of arguments, and what a handler gets and answers. */
@NullMarked
package dev.countersign.sandbox.tool;

import org.jspecify.annotations.NullMarked;
