package dev.countersign.orchestrator.principal;

import java.util.Set;

/** Who calls the API: a person with roles and groups, or an agent's key with scopes and an owner. */
public sealed interface Caller {

    String id();

    /** A person. What the person may do is read again in the statement of each vote, not taken from here. */
    record Person(String id, String name, Set<String> roles, Set<String> groups) implements Caller {
        public Person {
            roles = Set.copyOf(roles);
            groups = Set.copyOf(groups);
        }

        public boolean is(Role role) {
            return roles.contains(role.wire());
        }
    }

    /** An agent's key. It never votes, and what it starts belongs to its owner. */
    record Agent(String id, String owner, Set<String> scopes) implements Caller {
        public Agent {
            scopes = Set.copyOf(scopes);
        }
    }
}
