/** The commands about policy, against an API that answers as it was told. */
@NullMarked
package dev.countersign.cli.policy;

import org.jspecify.annotations.NullMarked;
