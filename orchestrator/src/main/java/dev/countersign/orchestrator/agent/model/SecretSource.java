package dev.countersign.orchestrator.agent.model;

import dev.countersign.mcp.credential.Credentials;
import dev.countersign.mcp.credential.Secret;
import java.util.Optional;

/** Resolves references to secrets at the moment of use. Called from several threads. */
@FunctionalInterface
public interface SecretSource {

    /** The secret behind a reference; empty when it is not there or may not be used. */
    Optional<Secret> resolve(String reference);

    /** The secrets that connectors use too, under the same rules. */
    static SecretSource of(Credentials credentials) {
        return reference -> credentials.resolve(reference) instanceof Credentials.Resolution.Found found
                ? Optional.of(found.secret())
                : Optional.empty();
    }
}
