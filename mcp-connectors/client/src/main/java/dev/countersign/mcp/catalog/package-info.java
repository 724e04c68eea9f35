/**
 * What a server says about its tools: the raw definitions, their digests, and the schema that arguments must meet.
 */
@NullMarked
package dev.countersign.mcp.catalog;

import org.jspecify.annotations.NullMarked;
