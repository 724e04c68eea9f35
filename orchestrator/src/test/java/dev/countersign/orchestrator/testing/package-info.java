/** The rig of the module's tests: a real Postgres, the real sandbox over MCP, and clients of the outer interface. */
@NullMarked
package dev.countersign.orchestrator.testing;

import org.jspecify.annotations.NullMarked;
