package dev.countersign.mcp.connector;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.mcp.canonical.Digest;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One version of a connector document.
 *
 * @param url unresolved, so that versions compare as they were written
 * @param credential null when the server wants none
 * @param tools by the server's own names, in the order of the document
 * @param document as registered; versions are the same when these are
 */
public record Connector(
        String id,
        int version,
        String domain,
        String environment,
        Template url,
        @Nullable CredentialUse credential,
        Map<String, ToolBinding> tools,
        JsonNode document) {

    public Connector {
        tools = Collections.unmodifiableMap(new LinkedHashMap<>(tools));
    }

    /** Reads and checks the whole document. */
    public static Connector parse(JsonNode document) throws DocumentInvalid {
        return ConnectorReader.read(document);
    }

    public Optional<ToolBinding> tool(String name) {
        return Optional.ofNullable(tools.get(name));
    }

    /** Over the document as registered. */
    public Digest digest() {
        return Digest.of(document);
    }

    /** Where the server is now; empty when a variable is not set or what results is not an http(s) URL with a host. */
    public Optional<URI> address(Environment environment) {
        return ServerAddress.resolve(url, environment);
    }

    /** Without the document, which may be long. */
    @Override
    public String toString() {
        return "Connector[" + id + " v" + version + "]";
    }
}
