package dev.countersign.orchestrator.toolcall;

import dev.countersign.mcp.catalog.McpToolCatalogue;
import dev.countersign.mcp.catalog.ToolCatalogue;
import dev.countersign.mcp.connector.Environment;
import dev.countersign.mcp.credential.Credentials;
import dev.countersign.mcp.invocation.AllowList;
import dev.countersign.mcp.invocation.ConnectionLimits;
import dev.countersign.mcp.invocation.EgressRule;
import dev.countersign.mcp.invocation.McpConnections;
import dev.countersign.mcp.invocation.McpToolInvoker;
import dev.countersign.mcp.invocation.ToolInvoker;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The way out: connections to downstream servers, under one egress rule. */
@Singleton
class Outside {
    private static final Duration LISTING = Duration.ofSeconds(10);

    @Produces
    @Singleton
    Environment environment() {
        return Environment.ofProcess();
    }

    @Produces
    @Singleton
    Credentials credentials(
            Environment environment, @ConfigProperty(name = "countersign.secrets.folder") Optional<Path> folder) {
        return new Credentials(environment, folder.orElse(null));
    }

    /** Outside the local stack only hosts of the operator's list are reached, and only over https. */
    @Produces
    @Singleton
    EgressRule egress(@ConfigProperty(name = "countersign.egress.hosts") Optional<List<String>> hosts) {
        boolean local = ConfigUtils.isProfileActive("local") || ConfigUtils.isProfileActive("test");
        return local ? EgressRule.open() : new AllowList(hosts.orElse(List.of()));
    }

    @Produces
    @Singleton
    McpConnections connections(Environment environment, Credentials credentials, EgressRule egress) {
        return new McpConnections(environment, credentials, egress, ConnectionLimits.DEFAULT);
    }

    void close(@Disposes McpConnections connections) {
        connections.close();
    }

    @Produces
    @Singleton
    ToolInvoker invoker(McpConnections connections) {
        return new McpToolInvoker(connections);
    }

    @Produces
    @Singleton
    ToolCatalogue catalogue(McpConnections connections) {
        return new McpToolCatalogue(connections, LISTING);
    }
}
