package dev.countersign.mcp.connector;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads. */
final class ConnectorReader {
    private ConnectorReader() {}

    static Connector read(JsonNode document) throws DocumentInvalid {
        throw new UnsupportedOperationException();
    }
}
