package dev.countersign.sandbox.admin;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import org.eclipse.microprofile.config.inject.ConfigProperty;

@Provider
@SandboxOnly
class SandboxOnlyFilter implements ContainerRequestFilter {

    private final boolean enabled;

    SandboxOnlyFilter(
            @ConfigProperty(name = "countersign.sandbox.ledger.enabled", defaultValue = "true") boolean enabled) {
        this.enabled = enabled;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (!enabled) {
            throw new NotFoundException();
        }
    }
}
