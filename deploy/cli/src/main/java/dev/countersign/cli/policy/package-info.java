/** Asking the policy, and testing it. */
@NullMarked
package dev.countersign.cli.policy;

import org.jspecify.annotations.NullMarked;
