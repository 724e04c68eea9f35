/** Own rules: compiled, tested and signed. */
@NullMarked
package dev.countersign.cli.rules;

import org.jspecify.annotations.NullMarked;
