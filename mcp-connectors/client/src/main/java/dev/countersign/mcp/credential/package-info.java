/**
 * Where our own secrets for outside systems come from, and where they may not come from.
 */
@NullMarked
package dev.countersign.mcp.credential;

import org.jspecify.annotations.NullMarked;
