/** The durable agent loop; with agent.model the only code that knows LangChain4j. */
@NullMarked
package dev.countersign.orchestrator.agent;

import org.jspecify.annotations.NullMarked;
