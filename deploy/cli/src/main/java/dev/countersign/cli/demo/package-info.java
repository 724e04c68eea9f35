/** The demonstration: three workflows, decided by a person or by itself, and counted in three places. */
@NullMarked
package dev.countersign.cli.demo;

import org.jspecify.annotations.NullMarked;
