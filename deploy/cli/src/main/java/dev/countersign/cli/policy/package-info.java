/** Asking the policy, testing it, and changing it. */
@NullMarked
package dev.countersign.cli.policy;

import org.jspecify.annotations.NullMarked;
