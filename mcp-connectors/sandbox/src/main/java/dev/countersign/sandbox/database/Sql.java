package dev.countersign.sandbox.database;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Statements of one open transaction. Postgres makes the JSON, since columns are named as on the wire. A list among
 * the parameters becomes a text array.
 */
public final class Sql {

    // Money stays exact on its way through.
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Connection connection;

    public Sql(Connection connection) {
        this.connection = connection;
    }

    /** The rows of a query, or of a change with {@code returning}. */
    public List<ObjectNode> all(String statement, @Nullable Object... parameters) throws SQLException {
        try (var prepared = prepare("with r as (" + statement + ") select row_to_json(r)::text from r", parameters);
                var rows = prepared.executeQuery()) {
            var records = new ArrayList<ObjectNode>();
            while (rows.next()) {
                records.add(read(rows.getString(1)));
            }
            return records;
        }
    }

    public Optional<ObjectNode> one(String statement, @Nullable Object... parameters) throws SQLException {
        return all(statement, parameters).stream().findFirst();
    }

    /** For a statement that always answers a row, such as an insert with {@code returning}. */
    public ObjectNode row(String statement, @Nullable Object... parameters) throws SQLException {
        return one(statement, parameters).orElseThrow();
    }

    public int change(String statement, @Nullable Object... parameters) throws SQLException {
        try (var prepared = prepare(statement, parameters)) {
            return prepared.executeUpdate();
        }
    }

    /** Holds the lock until the transaction ends. */
    public void lock(String name) throws SQLException {
        row("select pg_advisory_xact_lock(hashtextextended(?, 0))::text as locked", name);
    }

    private PreparedStatement prepare(String statement, @Nullable Object... parameters) throws SQLException {
        var prepared = connection.prepareStatement(statement);
        for (int i = 0; i < parameters.length; i++) {
            if (parameters[i] instanceof List<?> texts) {
                prepared.setArray(i + 1, connection.createArrayOf("text", texts.toArray()));
            } else {
                prepared.setObject(i + 1, parameters[i]);
            }
        }
        return prepared;
    }

    private static ObjectNode read(String row) {
        try {
            return (ObjectNode) JSON.readTree(row);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Postgres answered no JSON object", e);
        }
    }
}
