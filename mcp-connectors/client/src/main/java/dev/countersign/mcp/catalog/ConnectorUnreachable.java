package dev.countersign.mcp.catalog;

/** A server that could not be asked for its tools. The message is a sentence for people. */
public final class ConnectorUnreachable extends Exception {
    private static final long serialVersionUID = 1L;

    private final String address;

    public ConnectorUnreachable(String message, String address) {
        super(message);
        this.address = address;
    }

    /** The resolved address, or the unresolved template when it could not be resolved. */
    public String address() {
        return address;
    }
}
