package dev.countersign.mcp.invocation;

import com.fasterxml.jackson.databind.JsonNode;

/** What came of one JSON-RPC request. */
sealed interface Reply {

    /** The {@code result} member, exactly as the server wrote it. */
    record Answer(JsonNode result) implements Reply {}

    /** A JSON-RPC error. */
    record RpcError(int code) implements Reply {}

    /** The server does not know our session: proved not executed, and worth one more try in a new session. */
    record SessionLost() implements Reply {}

    /** Proved not executed. */
    record NotExecuted(String cause) implements Reply {}

    /** Sent, at least in part, and nothing definite came back. */
    record Lost(String cause) implements Reply {}
}
