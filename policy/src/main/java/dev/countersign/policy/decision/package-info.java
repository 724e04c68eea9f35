/**
 * The vocabulary of a decision and the port that gives one. Nothing here knows how policy is written.
 */
@NullMarked
package dev.countersign.policy.decision;

import org.jspecify.annotations.NullMarked;
