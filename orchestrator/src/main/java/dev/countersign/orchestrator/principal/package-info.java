/** Who is asking: people, agents, tokens and sessions. Facts about people come from here and from nowhere else. */
@NullMarked
package dev.countersign.orchestrator.principal;

import org.jspecify.annotations.NullMarked;
