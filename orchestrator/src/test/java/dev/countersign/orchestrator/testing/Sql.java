package dev.countersign.orchestrator.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;

/** The product's own tables, for what no API can bring about: a dead sender, a clock that has run on. */
public final class Sql {
    private Sql() {}

    private static Connection open() throws SQLException {
        var config = ConfigProvider.getConfig();
        Connection connection = DriverManager.getConnection(
                config.getValue("quarkus.datasource.jdbc.url", String.class),
                config.getValue("quarkus.datasource.username", String.class),
                config.getValue("quarkus.datasource.password", String.class));
        connection.setSchema("countersign");
        return connection;
    }

    public static int update(String statement, Object... values) {
        try (Connection connection = open();
                PreparedStatement prepared = connection.prepareStatement(statement)) {
            bind(prepared, values);
            return prepared.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    /** The first column of every row, as text. */
    public static List<String> column(String statement, Object... values) {
        try (Connection connection = open();
                PreparedStatement prepared = connection.prepareStatement(statement)) {
            bind(prepared, values);
            var found = new ArrayList<String>();
            try (ResultSet rows = prepared.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    public static long number(String statement, Object... values) {
        return Long.parseLong(column(statement, values).getFirst());
    }

    /** Runs a statement in a transaction that stays open, with its locks, until it is closed. */
    public static Held hold(String statement, Object... values) {
        try {
            Connection connection = open();
            connection.setAutoCommit(false);
            try (PreparedStatement prepared = connection.prepareStatement(statement)) {
                bind(prepared, values);
                prepared.execute();
            }
            return connection::close;
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    /** A transaction that is rolled back when it is closed; closing it twice does nothing. */
    public interface Held extends AutoCloseable {
        @Override
        void close() throws SQLException;
    }

    private static void bind(PreparedStatement prepared, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            prepared.setObject(
                    i + 1,
                    value instanceof String text && text.matches("[0-9a-f-]{36}") ? UUID.fromString(text) : value);
        }
    }
}
