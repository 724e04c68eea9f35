package dev.countersign.mcp.invocation;

import java.net.URI;
import java.util.Optional;

/** Says where we may connect to. Asked at registration and again before every connection. */
public interface EgressRule {
    /** Empty when the address is allowed; otherwise a sentence that says why not. May look the name up. */
    Optional<String> refusal(URI address);

    /** Everything is allowed: for the local stack only. */
    static EgressRule open() {
        return address -> Optional.empty();
    }
}
