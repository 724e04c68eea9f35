/**
 * The connector document: what policy, card and dispatcher must know of a server's tools. Parsed and checked whole.
 */
@NullMarked
package dev.countersign.mcp.connector;

import org.jspecify.annotations.NullMarked;
