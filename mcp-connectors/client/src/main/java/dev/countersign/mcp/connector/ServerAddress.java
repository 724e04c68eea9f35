package dev.countersign.mcp.connector;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Resolves a {@code url} template, whose only root is {@code env}. */
final class ServerAddress {
    private ServerAddress() {}

    static Optional<URI> resolve(Template url, Environment environment) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ObjectNode variables = root.putObject("env");
        for (Template.Path path : url.paths()) {
            String name = path.segments().getLast();
            environment.get(name).ifPresent(value -> variables.put(name, value));
        }
        return url.resolve(root).flatMap(text -> parse(text.asText()));
    }

    static Optional<URI> parse(String text) {
        try {
            URI uri = new URI(text);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            boolean plain = uri.getRawUserInfo() == null && uri.getRawFragment() == null;
            return http && plain && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException invalid) {
            return Optional.empty();
        }
    }
}
