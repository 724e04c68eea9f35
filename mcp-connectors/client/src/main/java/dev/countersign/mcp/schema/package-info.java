/**
 * JSON Schema 2020-12 against documents and arguments: every miss is a {@link dev.countersign.mcp.schema.Problem} that says where, what, and how to mend it. Nothing is ever fetched.
 */
@NullMarked
package dev.countersign.mcp.schema;

import org.jspecify.annotations.NullMarked;
