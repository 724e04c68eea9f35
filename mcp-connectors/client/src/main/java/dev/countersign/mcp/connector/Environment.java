package dev.countersign.mcp.connector;

import java.util.Map;
import java.util.Optional;

/** The environment variables that addresses and secrets may name. Injected, so that a test needs no process of its own. */
@FunctionalInterface
public interface Environment {
    /** The variable's value; empty when it is not set. */
    Optional<String> get(String name);

    static Environment ofProcess() {
        return name -> Optional.ofNullable(System.getenv(name));
    }

    static Environment of(Map<String, String> variables) {
        Map<String, String> copy = Map.copyOf(variables);
        return name -> Optional.ofNullable(copy.get(name));
    }
}
