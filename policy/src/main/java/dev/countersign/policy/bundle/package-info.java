/**
 * What a policy revision is made of: compiled rules and the data that a company edits, each with its digest, checked and merged here.
 */
@NullMarked
package dev.countersign.policy.bundle;

import org.jspecify.annotations.NullMarked;
