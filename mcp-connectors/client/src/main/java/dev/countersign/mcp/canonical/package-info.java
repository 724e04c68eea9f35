/**
 * One form of JSON for one meaning (RFC 8785), the digest over it, and the numbers that would not survive it.
 */
@NullMarked
package dev.countersign.mcp.canonical;

import org.jspecify.annotations.NullMarked;
