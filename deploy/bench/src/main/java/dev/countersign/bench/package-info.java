/**
 * Benchmarks of what is promised about speed: ratios of two things that were measured in turn, never bare figures.
 */
@NullMarked
package dev.countersign.bench;

import org.jspecify.annotations.NullMarked;
