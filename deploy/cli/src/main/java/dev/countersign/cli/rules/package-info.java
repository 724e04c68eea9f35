/** Rules as files: reading a folder of a company's own, testing it with opa, compiling it with ours, and signing that. */
@NullMarked
package dev.countersign.cli.rules;

import org.jspecify.annotations.NullMarked;
