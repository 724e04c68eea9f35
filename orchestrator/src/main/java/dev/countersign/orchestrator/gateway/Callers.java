package dev.countersign.orchestrator.gateway;

import dev.countersign.orchestrator.principal.Authentication;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.principal.Role;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Who calls the API in this request, and what they may do. */
@RequestScoped
class Callers {
    private final SecurityIdentity identity;

    Callers(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** @throws Problem 401 when nobody is known */
    Caller current() {
        if (identity.getAttribute(Authentication.CALLER) instanceof Caller caller) {
            return caller;
        }
        if (identity.getAttribute(Authentication.CALLER + ".unavailable") != null) {
            throw Problem.unavailable("The database does not answer, so nobody can be recognised. Try again in a moment.");
        }
        throw Problem.unauthenticated();
    }

    /** @throws Problem 403 unless the caller is a person with one of the roles */
    Caller.Person person(Role... roles) {
        Caller caller = current();
        if (caller instanceof Caller.Person person && Arrays.stream(roles).anyMatch(person::is)) {
            return person;
        }
        String wanted = Arrays.stream(roles).map(Role::wire).collect(Collectors.joining(" or "));
        throw Problem.forbidden("This needs the role " + wanted + "; " + caller.id() + " does not have it.");
    }

    /** @throws Problem 403 for an agent's key without the scope */
    void scope(Caller caller, String scope) {
        if (caller instanceof Caller.Agent agent && !agent.scopes().contains(scope)) {
            throw Problem.forbidden("The key of " + agent.id() + " does not have the scope " + scope + ".");
        }
    }
}
