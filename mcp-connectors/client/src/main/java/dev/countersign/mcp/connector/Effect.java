package dev.countersign.mcp.connector;

/**
 * How often a tool may be sent (SEMANTICS section 1). Set by the operator per tool; a server's explicitly present
 * annotations may only make it stricter. From the most lenient to the strictest.
 */
public enum Effect {
    /** No effect: may be sent again at will. */
    READ,
    /** The same arguments twice do no harm: may be sent again. */
    IDEMPOTENT,
    /** The server honours our key inside its horizon: may be sent again with the same key until then. */
    KEYED,
    /** Never sent twice. The default. */
    ONCE;

    public boolean isWrite() {
        return this != READ;
    }
}
