package dev.countersign.orchestrator.principal;

import java.util.Locale;

/** What a person is for (INTERFACE, Roles). */
public enum Role {
    APPROVER,
    DEVELOPER,
    OPERATOR;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
