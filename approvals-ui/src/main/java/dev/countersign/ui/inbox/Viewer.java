package dev.countersign.ui.inbox;

import java.security.Principal;
import java.util.Set;

/**
 * The signed-in person a page is made for. The session's identity carries one as its principal; no page takes a person
 * from anything that the browser sent.
 */
public record Viewer(String id, String name, Set<String> roles, Set<String> groups) implements Principal {

    public Viewer {
        roles = Set.copyOf(roles);
        groups = Set.copyOf(groups);
    }

    @Override
    public String getName() {
        return id;
    }

    public boolean has(String role) {
        return roles.contains(role);
    }
}
