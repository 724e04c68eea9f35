package dev.countersign.orchestrator.agent.model;

import java.util.Optional;
import java.util.regex.Pattern;

/** Resolves references to secrets at the moment of use. Implementations are safe for use by several threads. */
@FunctionalInterface
public interface SecretSource {

    /** Whether a reference has a form that may be used at all: {@code env:COUNTERSIGN_SECRET_…} or {@code file:…}. */
    static boolean wellFormed(String reference) {
        return Forms.ENVIRONMENT.matcher(reference).matches()
                || Forms.FILE.matcher(reference).matches();
    }

    /** The secret behind a reference; empty when it is refused or not there. */
    Optional<Secret> resolve(String reference);

    /** The two forms of a reference. */
    final class Forms {
        static final Pattern ENVIRONMENT = Pattern.compile("env:(COUNTERSIGN_SECRET_[A-Za-z0-9_]+)");
        static final Pattern FILE = Pattern.compile("file:(\\S+)");

        private Forms() {}
    }
}
